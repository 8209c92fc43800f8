/* What the tests share: a host that calls the plugin through its real entry. */
#ifndef HOST_H
#define HOST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evisa_pay_plugin.h"

#define ORDER                                                                                                        \
    "\"order\":{\"order_ref\":\"1203450001\",\"expected_minor\":3106240,\"currency\":\"KZT\",\"purpose\":{\"en\":\"Visa\"}," \
    "\"expires_at\":\"2026-03-02T10:30:00+05:00\",\"return_url\":\"https://portal.example/back\","                          \
    "\"callback_url\":\"https://portal.example/callback\"}"

static char answer[65536];
static size_t answer_length;

static int32_t append(void *ctx, const uint8_t *bytes, size_t length) {
    (void)ctx;
    if (length >= sizeof answer - answer_length) return 1;
    memcpy(answer + answer_length, bytes, length);
    answer_length += length;
    answer[answer_length] = '\0';
    return 0;
}

/* Sends a frame; the return code. The answer stands in `answer`. */
static int32_t send_frame(const char *frame) {
    const struct evisa_pay_descriptor *plugin = evisa_pay_plugin_v1();
    struct evisa_pay_out out = {sizeof out, NULL, append};
    answer_length = 0;
    return plugin->call((const uint8_t *)frame, strlen(frame), &out);
}

static int32_t ask(const char *op, const char *body) {
    static char frame[65536];
    snprintf(frame, sizeof frame,
             "{\"v\":1,\"id\":7,\"now\":\"2026-03-02T10:00:00+05:00\",\"entropy\":\"\",\"lang\":\"en\",\"op\":\"%s\",\"body\":{%s}}", op, body);
    return send_frame(frame);
}

static int32_t resume(const char *state, const char *event) {
    static char body[32768];
    snprintf(body, sizeof body, ORDER ",\"state\":%s,\"event\":%s", state, event);
    return ask("resume", body);
}

/* The provider answers with a status and a body. */
static int32_t told(const char *state, int status, const char *text) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static char event[16384];
    int length = snprintf(event, sizeof event, "{\"kind\":\"http_result\",\"outcome\":\"response\",\"status\":%d,\"body\":\"", status);
    char *at = event + length;
    for (size_t left = strlen(text); left > 0; left -= left < 3 ? left : 3, text += 3) {
        unsigned char b[3] = {(unsigned char)text[0], left > 1 ? (unsigned char)text[1] : 0, left > 2 ? (unsigned char)text[2] : 0};
        *at++ = digits[b[0] >> 2];
        *at++ = digits[(b[0] & 3) << 4 | b[1] >> 4];
        *at++ = left > 1 ? digits[(b[1] & 15) << 2 | b[2] >> 6] : '=';
        *at++ = left > 2 ? digits[b[2] & 63] : '=';
        if (left < 3) break;
    }
    memcpy(at, "\"}", 3);
    return resume(state, event);
}

#define CHECK(condition)                                                                              \
    do {                                                                                              \
        if (!(condition)) {                                                                           \
            fprintf(stderr, "%s:%d: %s\nthe answer was %s\n", __FILE__, __LINE__, #condition, answer); \
            exit(1);                                                                                  \
        }                                                                                             \
    } while (0)
#define SAYS(words) CHECK(strstr(answer, words) != NULL)

#define PAYMENT(status, amount)                                                                            \
    "{\"payment_id\":\"p-1\",\"order_ref\":\"1203450001\",\"status\":\"" status "\",\"amount\":\"" amount \
    "\",\"currency\":\"KZT\",\"page_url\":\"https://pay.@NAME@.example/p-1\"}"

/* Everything that every flow must do. */
static void common_tests(void) {
    CHECK(ask("query", ORDER) == EVISA_PAY_ERROR);
    SAYS("not_ready");
    CHECK(ask("init", "\"values\":{}") == EVISA_PAY_OK);
    SAYS("api_url");
    CHECK(ask("init", "\"values\":{\"api_url\":\"https://api.@NAME@.example/\"}") == EVISA_PAY_OK);
    SAYS("\"body\":[]");
    CHECK(ask("describe", "") == EVISA_PAY_OK);
    SAYS("\"id\":\"@NAME@\"");
    CHECK(ask("refund", ORDER) == EVISA_PAY_UNSUPPORTED);
    const char *const frames[] = {"", "{", "[]", "null", "{\"v\":2,\"id\":1,\"op\":\"describe\"}", "{\"v\":1,\"v\":1,\"id\":1,\"op\":\"describe\"}",
                                  "{\"v\":1,\"id\":1.5,\"op\":\"describe\"}", "{\"v\":1,\"id\":1,\"op\":\"describe\",\"x\":\"\xff\"}"};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) CHECK(send_frame(frames[i]) == EVISA_PAY_BAD_INPUT);
    /* What is not understood is unknown. */
    const char *truth = "{\"place\":\"truth\"}";
    told(truth, 200, "{\"status\":\"paid\"}");
    SAYS("\"status\":\"unknown\"");
    told(truth, 200, PAYMENT("something new", "31062.40"));
    SAYS("\"status\":\"unknown\"");
    told(truth, 500, PAYMENT("paid", "31062.40"));
    SAYS("\"status\":\"unknown\"");
    resume(truth, "{\"kind\":\"http_result\",\"outcome\":\"sent_no_response\",\"why\":\"\"}");
    SAYS("\"status\":\"unknown\"");
    told(truth, 404, "{\"error\":{\"code\":\"payment_not_found\"}}");
    SAYS("\"status\":\"not_found\"");
    /* Another amount is told as it is. */
    told(truth, 200, PAYMENT("paid", "31062.41"));
    SAYS("\"status\":\"paid\",\"order_ref\":\"1203450001\",\"amount_minor\":3106241,\"currency\":\"KZT\"");
}

#endif
