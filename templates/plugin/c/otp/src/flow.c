/* The customer types a telephone number, then the code from a text message. */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

#define CODE_TRIES_MAX 3

const char FLOW_METHOD[] = "phone", FLOW_CATEGORY[] = "mobile";

/* A form of one field. Title and notice are keys of sentences of the portal, which has them in four languages; the notice says what
 * was wrong before, or is NULL. */
static void form(struct text *out, const struct call *call, const char *title, const char *notice, const char *field) {
    turn_open(out, "collect");
    put(out, ",\"title\":");
    put_string(out, title);
    if (notice != NULL) {
        put(out, ",\"notice\":{\"wrong\":true,\"key\":");
        put_string(out, notice);
        put(out, "}");
    }
    put(out, ",\"fields\":[");
    put(out, field);
    put(out, "],\"total_minor\":");
    put_value(out, json_get(call->order, "expected_minor"));
    put(out, ",\"expires_s\":300");
}

static void number_ask(struct text *out, const struct call *call, const char *notice) {
    form(out, call, "method-mobile-title", notice, "{\"id\":\"phone\",\"kind\":\"phone\",\"max_len\":20,\"autocomplete\":\"tel\"}");
    turn_close(out, "{\"place\":\"number\"}");
}

/* {"place": …, "payment": …, "tries": …} */
static const char *place(const char *name, const char *payment, uint64_t tries) {
    static struct text state;
    state.length = 0, state.overflown = false;
    put(&state, "{\"place\":");
    put_string(&state, name);
    put(&state, ",\"payment\":");
    put_string(&state, payment);
    put(&state, ",\"tries\":");
    put_number(&state, tries);
    put(&state, "}");
    state.at[state.length] = '\0';
    return state.at;
}

static void code_ask(struct text *out, const struct call *call, const char *notice, const char *payment, uint64_t tries) {
    form(out, call, "method-code-title", notice, "{\"id\":\"code\",\"kind\":\"otp\",\"max_len\":8,\"autocomplete\":\"one-time-code\"}");
    turn_close(out, place("code", payment, tries));
}

/* The name of a payment may stand in an address: letters, digits, - and _. */
static bool name_read(struct json value, char *out, size_t size) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return json_text(value, out, size) && *out != '\0' && out[strspn(out, allowed)] == '\0';
}

/* A mobile number of Kazakhstan, from all the ways people write one, as 77011112233. */
static bool phone_read(const char *typed, char out[12]) {
    char digits[16];
    size_t count = 0;
    for (; *typed != '\0'; typed++) {
        if (strchr(" +-()", *typed) != NULL) continue;
        if (*typed < '0' || '9' < *typed || count == 11) return false;
        digits[count++] = *typed;
    }
    const char *national = digits;
    if (count == 11 && (digits[0] == '7' || digits[0] == '8')) national++, count--;
    if (count != 10 || national[0] != '7') return false;
    out[0] = '7';
    memcpy(out + 1, national, 10);
    out[11] = '\0';
    return true;
}

/* 1. The customer is asked for a number … */
void flow_start(struct text *out, const struct call *call) { number_ask(out, call, NULL); }

/* 2. … the provider sends a code to it; no money moves … */
static void number_typed(struct text *out, const struct call *call) {
    char typed[64] = "", phone[12], more[64];
    bool read = json_text(json_get(json_get(call->event, "values"), "phone"), typed, sizeof typed);
    if (!read || !phone_read(typed, phone)) {
        number_ask(out, call, "method-mobile-number-wrong");
        return;
    }
    snprintf(more, sizeof more, ",\"wallet\":\"%s\"", phone);
    provider_create(out, call, "query", more, "{\"place\":\"creating\"}");
}

/* 4. … and with it the provider takes the money. */
static void code_typed(struct text *out, const struct call *call) {
    char code[16] = "", payment[64], path[128], body[64];
    uint64_t tries = 0;
    bool known = name_read(json_get(call->state, "payment"), payment, sizeof payment);
    if (!known || !json_number(json_get(call->state, "tries"), &tries)) {
        provider_ask(out, call);
        return;
    }
    json_text(json_get(json_get(call->event, "values"), "code"), code, sizeof code);
    size_t digits = strspn(code, "0123456789");
    if (digits < 4 || 8 < digits || code[digits] != '\0') {
        code_ask(out, call, "method-code-wrong-shape", payment, tries);
        return;
    }
    snprintf(path, sizeof path, "/v1/payments/%s/confirm", payment);
    snprintf(body, sizeof body, "{\"code\":\"%s\"}", code);
    provider_post(out, path, body, place("confirming", payment, tries + 1));
}

static void answered(struct text *out, const struct call *call) {
    struct answer answer = provider_answer(call);
    char payment[64];
    uint64_t tries = 0;
    if (state_is(call, "creating") && provider_created(&answer, call) &&
        name_read(json_get(answer.body, "payment_id"), payment, sizeof payment)) {
        /* 3. … the customer types it … */
        code_ask(out, call, NULL, payment, 0);
    } else if (state_is(call, "creating") && provider_refused(&answer, "wallet_not_found")) {
        number_ask(out, call, "method-mobile-number-wrong");
    } else if (state_is(call, "confirming") && provider_refused(&answer, "code_wrong") &&
               json_number(json_get(call->state, "tries"), &tries) && tries < CODE_TRIES_MAX &&
               name_read(json_get(call->state, "payment"), payment, sizeof payment)) {
        code_ask(out, call, "method-code-wrong", payment, tries);
    } else if (state_is(call, "creating") || state_is(call, "confirming")) {
        /* Accepted, refused for good, or nobody knows: the payment's state tells, and it alone. */
        provider_ask(out, call);
    } else {
        provider_observe(out, &answer, call);
    }
}

void flow_resume(struct text *out, const struct call *call) {
    if (event_is(call, "http_result")) answered(out, call);
    else if (event_is(call, "form_submitted") && state_is(call, "number")) number_typed(out, call);
    else if (event_is(call, "form_submitted") && state_is(call, "code")) code_typed(out, call);
    else provider_ask(out, call);
}
