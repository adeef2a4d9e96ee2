/* The client of the benchmark against oidc-agent, the same for both sides: threads that ask for a token, one request
 * after the other each, over a Unix domain socket. In C, so that what is measured is the servers and not their client.
 * Arguments: "kept" or "fresh" (one connection for each thread, or one for each request), the socket, the number of
 * threads, the milliseconds to measure, how a good reply begins, and the request as it goes over the socket.
 * Prints how many requests were answered in a second, and the milliseconds of p50 and p99. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { most_clients = 64, most_samples = 1 << 17, largest_reply = 1 << 14, warm_up_ms = 150 };

struct client {
    pthread_t thread;
    size_t count;
    float *samples;
};

static int is_kept;
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static const char *good_beginning, *request;
static double begins_ms, ends_ms;

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void stop(const char *why, const char *reply)
{
    fprintf(stderr, "token-load: %s: %s\n", why, reply);
    exit(1);
}

static int open_connection(void)
{
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
        stop("no connection", address.sun_path);
    return connection;
}

/* An HTTP reply says its length; the other is one flat JSON object. */
static int is_whole(const char *reply, size_t length)
{
    if (reply[0] == '{') return reply[length - 1] == '}';
    const char *body = strstr(reply, "\r\n\r\n"), *header = strcasestr(reply, "\r\nContent-Length:");
    if (body == NULL || header == NULL) return 0;
    return length >= (size_t)(body + 4 - reply) + strtoul(header + strlen("\r\nContent-Length:"), NULL, 10);
}

static void ask(int connection)
{
    char reply[largest_reply];
    size_t length = 0, request_length = strlen(request);
    if (write(connection, request, request_length) != (ssize_t)request_length) stop("not written", request);
    do {
        ssize_t got = read(connection, reply + length, sizeof reply - 1 - length);
        if (got <= 0) stop("no reply", request);
        length += (size_t)got;
        reply[length] = '\0';
    } while (!is_whole(reply, length));
    if (strncmp(reply, good_beginning, strlen(good_beginning)) != 0) stop("refused", reply);
}

static void *be_client(void *argument)
{
    struct client *client = argument;
    int connection = is_kept ? open_connection() : -1;
    for (double before = now_ms(); before < ends_ms;) {
        if (!is_kept) connection = open_connection();
        ask(connection);
        if (!is_kept) close(connection);
        double after = now_ms();
        if (before >= begins_ms && after < ends_ms && client->count < most_samples)
            client->samples[client->count++] = (float)(after - before);
        before = after;
    }
    if (is_kept) close(connection);
    return NULL;
}

static int by_size(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

/* All samples of all clients in one array, sorted. */
static float *gather(struct client *clients, int number, size_t *count)
{
    for (int i = 0; i < number; i++) *count += clients[i].count;
    float *all = malloc((*count + 1) * sizeof *all), *end = all;
    if (all == NULL || *count == 0) stop("nothing measured", address.sun_path);
    for (int i = 0; i < number; i++) {
        memcpy(end, clients[i].samples, clients[i].count * sizeof *all);
        end += clients[i].count;
    }
    qsort(all, *count, sizeof *all, by_size);
    return all;
}

int main(int argc, char **argv)
{
    static struct client clients[most_clients];
    if (argc != 7) return 2;
    is_kept = strcmp(argv[1], "kept") == 0;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", argv[2]);
    int number = atoi(argv[3]);
    double measured_ms = atof(argv[4]);
    good_beginning = argv[5];
    request = argv[6];
    if (number < 1 || number > most_clients) return 2;
    begins_ms = now_ms() + warm_up_ms;
    ends_ms = begins_ms + measured_ms;
    for (int i = 0; i < number; i++) {
        clients[i].samples = malloc(most_samples * sizeof(float));
        if (clients[i].samples == NULL || pthread_create(&clients[i].thread, NULL, be_client, &clients[i]) != 0)
            stop("no thread", argv[3]);
    }
    for (int i = 0; i < number; i++) pthread_join(clients[i].thread, NULL);
    size_t count = 0;
    float *all = gather(clients, number, &count);
    printf("%.1f %.4f %.4f\n", (double)count / measured_ms * 1e3, all[count / 2], all[count * 99 / 100]);
    return 0;
}
