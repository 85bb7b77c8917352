# The first stage installs the package into an environment of its own; the second carries that
# environment and nothing else.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
RUN python -m venv /opt/hidden-layers
RUN /opt/hidden-layers/bin/pip install --no-cache-dir .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home hidden-layers
COPY --from=build /opt/hidden-layers /opt/hidden-layers
ENV PATH=/opt/hidden-layers/bin:$PATH PYTHONUNBUFFERED=1
USER hidden-layers
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["hidden-layers", "--host", "0.0.0.0", "--port", "8000"]
