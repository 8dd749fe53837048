/* The least that a look can cost: the octets of one look, given on standard input, sent again and
 * again over blocking OpenSSL, and the answers read and not understood.
 *
 *     bare_look HOST PORT CA_FILE USER LOOKS <octets
 *
 * Prints the CPU per look in microseconds. */
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(char const* what) {
    fprintf(stderr, "bare_look: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(EXIT_FAILURE);
}

static int connected(char const* host, char const* port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    int const one = 1;
    int const fd = socket(AF_INET, SOCK_STREAM, 0);
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
        connect(fd, (struct sockaddr*)&address, sizeof address) != 0) {
        die("can't connect");
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static SSL* secured(int fd, char const* host, char const* ca_file) {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    SSL* ssl = NULL;
    if (SSL_CTX_load_verify_locations(context, ca_file, NULL) != 1) {
        die("can't read the CA file");
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    ssl = SSL_new(context);
    SSL_set_fd(ssl, fd);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
    if (SSL_connect(ssl) != 1) {
        die("no TLS");
    }
    return ssl;
}

/* Reads to the line that begins with this tag; all answers here fit into the buffer. */
static void read_to(SSL* ssl, char const* tag) {
    char buffer[16384];
    size_t have = 0;
    size_t const length = strlen(tag);
    while (1) {
        int const got = SSL_read(ssl, buffer + have, (int)(sizeof buffer - 1 - have));
        char* line = buffer;
        if (got <= 0) {
            die("the connection ended");
        }
        have += (size_t)got;
        buffer[have] = 0;
        while (line != NULL && strncmp(line, tag, length) != 0) {
            line = strstr(line, "\r\n");
            line = line == NULL ? NULL : line + 2;
        }
        if (line != NULL && strstr(line, "\r\n") != NULL) {
            return;
        }
    }
}

static void say(SSL* ssl, char const* text) {
    if (SSL_write(ssl, text, (int)strlen(text)) <= 0) {
        die("can't send");
    }
}

static double cpu_us(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* The tag of the last command, with the space behind it. */
static void last_tag(char const* octets, char* tag, size_t size) {
    char const* line = octets;
    for (char const* next = octets; next != NULL && *next != 0;) {
        line = next;
        next = strstr(next, "\r\n");
        next = next == NULL ? NULL : next + 2;
    }
    snprintf(tag, size, "%.*s ", (int)strcspn(line, " "), line);
}

int main(int count, char** words) {
    char octets[8192];
    char login[512];
    char tag[32];
    double before = 0;
    SSL* ssl = NULL;
    if (count != 6) {
        die("five words are needed");
    }
    octets[fread(octets, 1, sizeof octets - 1, stdin)] = 0;
    last_tag(octets, tag, sizeof tag);
    ssl = secured(connected(words[1], words[2]), words[1], words[3]);
    read_to(ssl, "* OK");
    snprintf(login, sizeof login, "x1 LOGIN %s x\r\n", words[4]);
    say(ssl, login);
    read_to(ssl, "x1 ");
    say(ssl, "x2 EXAMINE INBOX\r\n");
    read_to(ssl, "x2 ");
    before = cpu_us();
    for (int i = 0; i < atoi(words[5]); ++i) {
        say(ssl, octets);
        read_to(ssl, tag);
    }
    printf("%f\n", (cpu_us() - before) / atoi(words[5]));
    return EXIT_SUCCESS;
}
