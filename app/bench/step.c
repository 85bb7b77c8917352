/* One update of a dense tanh network in plain C: the machine's limit, for the benchmark.

   The same step as the engine's, in float32: gather a batch, forward, gradient of half the squared
   error, backward, then SGD or Adam. Parameters are one vector, layer by layer, rows of [W b].
   Examples lie side by side in memory, so that the compiler can use vector instructions. */

#include <math.h>

enum { MOST_LAYERS = 9, MOST_UNITS = 64, MOST_BATCH = 32, MOST_PARAMETERS = 8192 };

typedef float Rows[MOST_UNITS][MOST_BATCH];

static Rows values[MOST_LAYERS + 1];
static Rows deltas[2];
static float gradient[MOST_PARAMETERS];

static void forward(const int *sizes, int layers, int batch, const float *params)
{
    for (int l = 0; l < layers; l++) {
        for (int j = 0; j < sizes[l + 1]; j++) {
            const float *row = params + j * (sizes[l] + 1);
            float sum[MOST_BATCH];
            for (int b = 0; b < batch; b++) sum[b] = row[sizes[l]];
            for (int i = 0; i < sizes[l]; i++)
                for (int b = 0; b < batch; b++) sum[b] += row[i] * values[l][i][b];
            for (int b = 0; b < batch; b++) values[l + 1][j][b] = tanhf(sum[b]);
        }
        params += sizes[l + 1] * (sizes[l] + 1);
    }
}

static void backward(const int *sizes, int layers, int batch, const float *params, int size)
{
    int start = size;
    for (int l = layers - 1; l >= 0; l--) {
        Rows *delta = &deltas[l % 2], *before = &deltas[(l + 1) % 2];
        start -= sizes[l + 1] * (sizes[l] + 1);
        for (int i = 0; i < sizes[l]; i++)
            for (int b = 0; b < batch; b++) (*before)[i][b] = 0;
        for (int j = 0; j < sizes[l + 1]; j++) {
            const float *row = params + start + j * (sizes[l] + 1);
            float *slope = gradient + start + j * (sizes[l] + 1);
            for (int b = 0; b < batch; b++)
                (*delta)[j][b] *= 1 - values[l + 1][j][b] * values[l + 1][j][b];
            for (int i = 0; i < sizes[l]; i++) {
                float sum = 0;
                for (int b = 0; b < batch; b++) {
                    sum += (*delta)[j][b] * values[l][i][b];
                    (*before)[i][b] += row[i] * (*delta)[j][b];
                }
                slope[i] = sum;
            }
            float sum = 0;
            for (int b = 0; b < batch; b++) sum += (*delta)[j][b];
            slope[sizes[l]] = sum;
        }
    }
}

static void adam(float *params, float *moments, int size, float rate, long update)
{
    float *mean = moments, *square = moments + size;
    float correction1 = 1 - powf(0.9f, update), correction2 = sqrtf(1 - powf(0.999f, update));
    for (int p = 0; p < size; p++) {
        mean[p] = 0.9f * mean[p] + 0.1f * gradient[p];
        square[p] = 0.999f * square[p] + 0.001f * gradient[p] * gradient[p];
        params[p] -= rate * correction2 / correction1 * mean[p]
                     / (sqrtf(square[p]) + 1e-8f * correction2);
    }
}

/* Make updates, walking through `order` from its start again and again.

   x is (sizes[0], examples), y (sizes[layers], examples); moments (2 size,) for Adam, or null. */
void train(const int *sizes, int layers, int batch, const float *x, const float *y, int examples,
           const int *order, float *params, float *moments, float rate, long first, int updates)
{
    int size = 0;
    for (int l = 0; l < layers; l++) size += sizes[l + 1] * (sizes[l] + 1);
    Rows *delta = &deltas[(layers - 1) % 2];
    for (int u = 0; u < updates; u++) {
        const int *chosen = order + (u % (examples / batch)) * batch;
        for (int i = 0; i < sizes[0]; i++)
            for (int b = 0; b < batch; b++) values[0][i][b] = x[i * examples + chosen[b]];
        forward(sizes, layers, batch, params);
        for (int j = 0; j < sizes[layers]; j++)
            for (int b = 0; b < batch; b++)
                (*delta)[j][b] = (values[layers][j][b] - y[j * examples + chosen[b]]) / batch;
        backward(sizes, layers, batch, params, size);
        if (moments) {
            adam(params, moments, size, rate, first + u + 1);
        } else {
            for (int p = 0; p < size; p++) params[p] -= rate * gradient[p];
        }
    }
}
