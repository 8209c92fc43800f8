/* A whole payment plugin in C: one card method at a bank that does not exist.
 *
 *     cc -std=c11 -Wall -Wextra -shared -fPIC -I ../include card.c -o libcard.so
 *     evisa plugin inspect ./libcard.so
 *
 * It reads its frames with a few lines of its own, so that it needs nothing but the header; a real plugin takes a JSON library
 * that can be built into it. It does no input or output, asks no clock, starts no thread and keeps nothing between two calls. */
#include "evisa_pay_plugin.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_BYTES_MAX 4096
#define FIELD_BYTES_MAX 64
#define TITLES "{\"kk\":\"Карта\",\"ru\":\"Карта\",\"en\":\"Card\",\"zh\":\"银行卡\"}"

static const char DESCRIPTION[] =
    "{\"id\":\"example.c.card\",\"titles\":" TITLES ",\"hosts\":[\"bank.example\"],"
    "\"order_ref\":{\"charset\":\"digits\",\"min\":6,\"max\":15,\"unique_suffix\":6},\"provider_grace_s\":600,"
    "\"methods\":[{\"id\":\"card\",\"category\":\"card\",\"titles\":" TITLES ",\"currency\":\"KZT\",\"min_minor\":100,"
    "\"max_minor\":100000000,\"commission_mode\":\"added_by_provider\",\"commission_minor\":10000}]}";

/* The text of the first field of this name; empty when there is none or it is too long. Enough for what the host itself makes:
 * operations, and references of digits. */
static void field(const char *frame, const char *name, char *value) {
    char key[FIELD_BYTES_MAX];
    value[0] = 0;
    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *begin = strstr(frame, key);
    if (!begin) return;
    begin += strlen(key);
    size_t length = strcspn(begin, "\"");
    if (length >= FIELD_BYTES_MAX) return;
    memcpy(value, begin, length);
    value[length] = 0;
}

/* The number of the request, as it stands in the frame. */
static unsigned long long number(const char *frame) {
    unsigned long long id = 0;
    const char *at = strstr(frame, "\"id\":");
    if (at) sscanf(at, "\"id\":%llu", &id);
    return id;
}

static int32_t say(const struct evisa_pay_out *out, int32_t code, unsigned long long id, const char *kind, const char *body) {
    char answer[ANSWER_BYTES_MAX];
    int length = snprintf(answer, sizeof answer, "{\"v\":1,\"id\":%llu,\"answer\":\"%s\",\"body\":%s}", id, kind, body);
    if (length < 0 || (size_t)length >= sizeof answer) return EVISA_PAY_BAD_INPUT;
    return out->write(out->ctx, (const uint8_t *)answer, (size_t)length) ? EVISA_PAY_ERROR : code;
}

static int32_t call(const uint8_t *input, size_t length, const struct evisa_pay_out *out) {
    static char frame[1024 * 1024 + 1]; /* the longest frame, and its end */
    char op[FIELD_BYTES_MAX], order[FIELD_BYTES_MAX], body[512];
    if (length >= sizeof frame) return EVISA_PAY_BAD_INPUT;
    memcpy(frame, input, length);
    frame[length] = 0;
    unsigned long long id = number(frame);
    field(frame, "op", op);
    field(frame, "order_ref", order);

    if (!strcmp(op, "describe")) return say(out, EVISA_PAY_OK, id, "description", DESCRIPTION);
    if (!strcmp(op, "init") || !strcmp(op, "check_config")) return say(out, EVISA_PAY_OK, id, "issues", "[]");
    if (!strcmp(op, "quote")) {
        return say(out, EVISA_PAY_OK, id, "quote", "{\"available\":true,\"commission_minor\":10000}");
    }
    if (!strcmp(op, "start")) {
        snprintf(body, sizeof body,
                 "{\"step\":{\"kind\":\"redirect\",\"method\":\"GET\",\"url\":\"https://bank.example/pay?order=%s\"},\"state\":null}",
                 order);
        return say(out, EVISA_PAY_OK, id, "turn", body);
    }
    if (!strcmp(op, "query") || !strcmp(op, "resume")) {
        /* A real plugin returns an "http" step and reads the bank's answer in "resume". What it does not know it calls unknown. */
        snprintf(body, sizeof body,
                 "{\"step\":{\"kind\":\"observe\",\"status\":\"unknown\",\"order_ref\":\"%s\"},\"state\":null}", order);
        return say(out, EVISA_PAY_OK, id, "turn", body);
    }
    return say(out, EVISA_PAY_UNSUPPORTED, id, "error", "{\"kind\":\"unsupported\",\"message\":\"no such operation\"}");
}

static const struct evisa_pay_descriptor DESCRIPTOR = {
    .magic = EVISA_PAY_MAGIC,
    .struct_size = sizeof DESCRIPTOR,
    .abi_major = EVISA_PAY_ABI_MAJOR,
    .abi_minor = EVISA_PAY_ABI_MINOR,
    .proto_min = EVISA_PAY_PROTO,
    .proto_max = EVISA_PAY_PROTO,
    .id = "example.c.card",
    .version = "1.0.0",
    .sdk = "none",
    .toolchain = "cc",
    .init = call,
    .call = call,
};

const struct evisa_pay_descriptor *evisa_pay_plugin_v1(void) { return &DESCRIPTOR; }
