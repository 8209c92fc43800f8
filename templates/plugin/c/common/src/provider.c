/* The provider's side: the requests it understands and what its answers mean. Your bank's protocol takes the place of this file. */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

/* The hosts the plugin may reach; the settings may permit fewer, never more. */
const char PROVIDER_HOSTS[] = "[\"api.@NAME@.example\",\"pay.@NAME@.example\"]";

static char api_url[256];

bool provider_url_set(const char *url) {
    size_t length = strlen(url);
    if (length >= sizeof api_url) return false;
    memcpy(api_url, url, length + 1);
    if (length > 0 && api_url[length - 1] == '/') api_url[length - 1] = '\0';
    return true;
}

static void request_open(struct text *out, const char *effect, const char *method, const char *path) {
    char url[1024];
    snprintf(url, sizeof url, "%s%s", api_url, path);
    turn_open(out, "http");
    put(out, ",\"effect\":");
    put_string(out, effect);
    put(out, ",\"method\":");
    put_string(out, method);
    put(out, ",\"url\":");
    put_string(out, url);
    /* The host puts the secret in; the plugin never sees it. */
    put(out, ",\"headers\":[{\"name\":\"authorization\",\"value\":[\"Bearer \",{\"secret\":\"api_key\"}]}]");
}

static void request_body(struct text *out, const char *body) {
    put(out, ",\"body\":{\"kind\":\"text\",\"content_type\":\"application/json\",\"text\":");
    put_string(out, body);
    put(out, "}");
}

/* A request that can move money. */
void provider_post(struct text *out, const char *path, const char *body, const char *state) {
    request_open(out, "mutate", "POST", path);
    request_body(out, body);
    turn_close(out, state);
}

static const char *body_of(struct text *body) {
    put(body, "");
    if (body->length == sizeof body->at) body->length--;
    body->at[body->length] = '\0';
    return body->at;
}

/* Creates the payment. An order that exists is not created twice. `more` is JSON that begins with a comma, or nothing. */
void provider_create(struct text *out, const struct call *call, const char *effect, const char *more, const char *state) {
    static const char *const copied[] = {"order_ref", "currency", "expires_at", "return_url", "callback_url"};
    static struct text body;
    uint64_t minor = 0;
    body.length = 0, body.overflown = false;
    json_number(json_get(call->order, "expected_minor"), &minor);
    put(&body, "{\"amount\":");
    put_minor(&body, minor);
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        put(&body, ",");
        put_string(&body, copied[i]);
        put(&body, ":");
        put_value(&body, json_get(call->order, copied[i]));
    }
    put(&body, ",\"purpose\":");
    put_value(&body, json_get(json_get(call->order, "purpose"), "en"));
    put(&body, more);
    put(&body, "}");
    request_open(out, effect, "POST", "/v1/payments");
    request_body(out, body_of(&body));
    turn_close(out, state);
}

/* Asks after the payment; changes nothing, and tells the truth without any callback. */
void provider_ask(struct text *out, const struct call *call) {
    char path[128], order_ref[64] = "";
    json_text(json_get(call->order, "order_ref"), order_ref, sizeof order_ref);
    snprintf(path, sizeof path, "/v1/payments/by-order/%s", order_ref);
    request_open(out, "query", "GET", path);
    turn_close(out, "{\"place\":\"truth\"}");
}

struct answer provider_answer(const struct call *call) {
    static char bytes[65536];
    struct answer answer = {0, {NULL, 0}};
    if (!json_is(json_get(call->event, "outcome"), "response")) return answer;
    json_number(json_get(call->event, "status"), &answer.status);
    ptrdiff_t length = json_base64(json_get(call->event, "body"), bytes, sizeof bytes);
    if (length > 0) answer.body = json_read(bytes, (size_t)length, JSON_ANSWER);
    return answer;
}

static bool is_payment(const struct answer *answer) {
    return 200 <= answer->status && answer->status < 300 && json_get(answer->body, "order_ref").at != NULL;
}

/* Whether what was asked for was created: nobody pays another amount by mistake. */
bool provider_created(const struct answer *answer, const struct call *call) {
    uint64_t told = 0, asked = 0;
    char order_ref[64], currency[8];
    return is_payment(answer) && json_minor(json_get(answer->body, "amount"), &told) &&
           json_number(json_get(call->order, "expected_minor"), &asked) && told == asked &&
           json_text(json_get(call->order, "order_ref"), order_ref, sizeof order_ref) &&
           json_is(json_get(answer->body, "order_ref"), order_ref) &&
           json_text(json_get(call->order, "currency"), currency, sizeof currency) &&
           json_is(json_get(answer->body, "currency"), currency);
}

/* Whether it was refused for this reason, after which certainly nothing changed. */
bool provider_refused(const struct answer *answer, const char *code) {
    bool refusal = 400 <= answer->status && answer->status < 500;
    return refusal && json_is(json_get(json_get(answer->body, "error"), "code"), code);
}

static const char *status_of(struct json word) {
    static const char *const known[][2] = {
        {"awaiting_code", "not_paid"}, {"awaiting_customer", "not_paid"}, {"processing", "pending"},
        {"paid", "paid"},              {"declined", "declined"},          {"cancelled", "cancelled"},
        {"expired", "cancelled"},      {"refunded", "refunded"},          {"part_refunded", "part_refunded"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (json_is(word, known[i][0])) return known[i][1];
    return "unknown"; /* never "declined": the host asks again */
}

/* What the answer to `provider_ask` says. Whatever is not understood is unknown: never paid, never failed. */
void provider_observe(struct text *out, const struct answer *answer, const struct call *call) {
    const char *status = provider_refused(answer, "payment_not_found") ? "not_found" : "unknown";
    struct json order_ref = json_get(call->order, "order_ref"), currency = {NULL, 0};
    uint64_t minor = 0;
    if (is_payment(answer) && json_minor(json_get(answer->body, "amount"), &minor)) {
        status = status_of(json_get(answer->body, "status"));
        /* Values as the provider told them, never as they were asked: the host compares. */
        order_ref = json_get(answer->body, "order_ref");
        currency = json_get(answer->body, "currency");
    }
    turn_open(out, "observe");
    put(out, ",\"status\":");
    put_string(out, status);
    put(out, ",\"order_ref\":");
    put_value(out, order_ref);
    if (currency.at != NULL) {
        put(out, ",\"amount_minor\":");
        put_number(out, minor);
        put(out, ",\"currency\":");
        put_value(out, currency);
    }
    if (strcmp(status, "declined") == 0)
        put(out, ",\"decline\":{\"code\":\"declined\",\"final\":true,\"message_key\":\"method-declined\"}");
    turn_close(out, "{\"place\":\"truth\"}");
}
