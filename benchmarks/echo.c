/* The echo server of the benchmarks: raw sockets, one thread, epoll, so that it is not what is measured.
 *
 * Prints its port, then sends every frame back as it came: the payload unmasked where it stands, the shorter header of a
 * server written right before it. A ping gets a pong, a close is echoed. It checks nothing: it talks to clients that are
 * measured, not to strangers. Python's server.py does the same where there is no compiler.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM 4096
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

typedef struct {
    int fd, open, writing, closed;
    unsigned char *in, *out;
    size_t have, room, waiting, out_room;
} Client;

static int poller;
/* Reads go here first, so that an idle client holds no buffer. */
static unsigned char shared[1 << 20];

static uint32_t rol(uint32_t word, int bits) { return word << bits | word >> (32 - bits); }

static void sha1_block(uint32_t h[5], const unsigned char *block) {
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
        uint32_t next = rol(a, 5) + f + e + k + w[i];
        e = d, d = c, c = rol(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

/* The base64 of the SHA-1 of a text of at most 119 bytes. */
static void accept_key(const char *text, char found[29]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char blocks[128] = {0}, digest[21] = {0};
    size_t size = strlen(text), count = (size + 9 + 63) / 64;
    memcpy(blocks, text, size);
    blocks[size] = 0x80;
    for (int i = 0; i < 8; i++) blocks[count * 64 - 1 - i] = (unsigned char)((uint64_t)size * 8 >> 8 * i);
    for (size_t i = 0; i < count; i++) sha1_block(h, blocks + 64 * i);
    for (int i = 0; i < 20; i++) digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 7; i++) {
        uint32_t three = (uint32_t)digest[3 * i] << 16 | digest[3 * i + 1] << 8 | digest[3 * i + 2];
        for (int j = 0; j < 4; j++) found[4 * i + j] = letters[three >> (18 - 6 * j) & 63];
    }
    found[27] = '=', found[28] = 0;
}

static void drop(Client *client) {
    close(client->fd);
    free(client->in);
    free(client->out);
    free(client);
}

static void watch(Client *client, int writing) {
    if (client->writing == writing) return;
    client->writing = writing;
    struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event);
}

static void keep(unsigned char **buffer, size_t *room, size_t have, const unsigned char *data, size_t size) {
    if (have + size > *room) {
        *room = (have + size) * 3 / 2 + ROOM;
        *buffer = realloc(*buffer, *room);
    }
    memmove(*buffer + have, data, size);
}

/* Send what the network takes now, and keep the rest. */
static void send_on(Client *client, const unsigned char *data, size_t size) {
    if (!client->waiting) {
        ssize_t sent = send(client->fd, data, size, MSG_NOSIGNAL);
        if (sent > 0) data += sent, size -= (size_t)sent;
    }
    if (!size) return;
    keep(&client->out, &client->out_room, client->waiting, data, size);
    client->waiting += size;
    watch(client, 1);
}

static int flush(Client *client) {
    ssize_t sent = send(client->fd, client->out, client->waiting, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    client->waiting -= (size_t)sent;
    memmove(client->out, client->out + sent, client->waiting);
    if (!client->waiting) {
        free(client->out);
        client->out = NULL, client->out_room = 0;
        watch(client, 0);
    }
    return 1;
}

static size_t shake_hands(Client *client, unsigned char *data, size_t size) {
    unsigned char *end = memmem(data, size, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    const char *line = strcasestr((char *)data, "\r\nsec-websocket-key:");
    char text[120] = {0}, key[29], answer[256];
    if (!line || sscanf(line + 20, " %60s", text) != 1) return size;
    accept_key(strcat(text, GUID), key);
    int written = snprintf(answer, sizeof answer,
                           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Accept: %s\r\n\r\n", key);
    send_on(client, (unsigned char *)answer, (size_t)written);
    client->open = 1;
    return (size_t)(end - data) + 4;
}

/* Answer the complete frames in place, those of one read in one piece: how many bytes they were. */
static size_t answer(Client *client, unsigned char *data, size_t size) {
    size_t at = 0, ready = 0; /* data[0 .. ready) is what goes out */
    while (size - at >= 6) {
        uint64_t length = data[at + 1] & 127;
        size_t small = 2;
        if (length == 126) length = (uint64_t)data[at + 2] << 8 | data[at + 3], small = 4;
        else if (length == 127) {
            if (size - at < 14) break;
            length = 0, small = 10;
            for (int i = 0; i < 8; i++) length = length << 8 | data[at + 2 + i];
        }
        if (size - at - small < 4 + length) break;
        unsigned char first = (data[at] & 15) == 9 ? 0x8A : data[at] & 0x8F;
        unsigned char *payload = data + at + small + 4, *mask = payload - 4, *header = data + ready;
        uint64_t eight;
        uint32_t four;
        memcpy(&four, mask, 4);
        eight = (uint64_t)four << 32 | four;
        memmove(header, data + at, small);
        header[0] = first, header[1] &= 127;
        uint64_t i = 0;
        /* The header of a client is 4 bytes longer, so that what is written never reaches what is yet to be read. */
        for (; i + 8 <= length; i += 8) {
            uint64_t part;
            memcpy(&part, payload + i, 8);
            part ^= eight;
            memcpy(header + small + i, &part, 8);
        }
        for (; i < length; i++) header[small + i] = payload[i] ^ (unsigned char)(four >> 8 * (i & 3));
        ready += small + length;
        at += small + 4 + length;
        client->closed |= first == 0x88;
    }
    if (ready) send_on(client, data, ready);
    return at;
}

static int on_readable(Client *client) {
    unsigned char *data = shared;
    ssize_t got;
    if (client->have) {
        /* A part of a frame waits: read behind it, as much as the frame may need. */
        if (client->room - client->have < sizeof shared) {
            client->room = client->room * 2 + sizeof shared;
            client->in = realloc(client->in, client->room);
        }
        data = client->in;
        got = recv(client->fd, data + client->have, client->room - client->have, 0);
    } else got = recv(client->fd, data, sizeof shared, 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    size_t size = client->have + (size_t)got, used = 0;
    if (!client->open) used = shake_hands(client, data, size);
    if (client->open) used += answer(client, data + used, size - used);
    if (client->closed && !client->waiting) return 0;
    client->have = size - used;
    if (!client->have) {
        free(client->in);
        client->in = NULL, client->room = 0;
    } else if (data == shared) keep(&client->in, &client->room, 0, data + used, client->have);
    else memmove(data, data + used, client->have);
    return 1;
}

int main(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096)) return 1;
    getsockname(listener, (struct sockaddr *)&address, &length);
    poller = epoll_create1(0);
    struct epoll_event events[256], event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; i++) {
            Client *client = events[i].data.ptr;
            if (!client) {
                int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (fd < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                client = calloc(1, sizeof *client);
                client->fd = fd;
                event.data.ptr = client;
                epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
                continue;
            }
            int alive = 1;
            if (events[i].events & EPOLLOUT) alive = flush(client);
            if (alive && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) alive = on_readable(client);
            if (!alive) drop(client);
        }
    }
}
