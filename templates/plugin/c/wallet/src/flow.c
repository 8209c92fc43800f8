/* The customer types a wallet number and confirms in the wallet's own application. */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

const char FLOW_METHOD[] = "wallet", FLOW_CATEGORY[] = "wallet";

/* Title and notice are keys of sentences of the portal, which has them in four languages; the notice says what was wrong before. */
static void number_ask(struct text *out, const struct call *call, const char *notice) {
    turn_open(out, "collect");
    put(out, ",\"title\":\"method-wallet-title\"");
    if (notice != NULL) {
        put(out, ",\"notice\":{\"wrong\":true,\"key\":");
        put_string(out, notice);
        put(out, "}");
    }
    put(out, ",\"fields\":[{\"id\":\"wallet\",\"kind\":\"wallet_no\",\"max_len\":20,\"autocomplete\":\"tel\"}],\"total_minor\":");
    put_value(out, json_get(call->order, "expected_minor"));
    put(out, ",\"expires_s\":300");
    turn_close(out, "{\"place\":\"number\"}");
}

/* 1. The customer is asked for the number of the wallet … */
void flow_start(struct text *out, const struct call *call) { number_ask(out, call, NULL); }

/* 2. … the provider asks its owner to confirm, and can take the money from now on … */
static void number_typed(struct text *out, const struct call *call) {
    char typed[32] = "", more[96];
    bool read = json_text(json_get(json_get(call->event, "values"), "wallet"), typed, sizeof typed);
    const char *number = typed + strspn(typed, " ");
    if (!read || strspn(number, "0123456789") != 11 || number[11 + strspn(number + 11, " ")] != '\0') {
        number_ask(out, call, "method-wallet-number-wrong");
        return;
    }
    snprintf(more, sizeof more, ",\"confirm\":\"app\",\"wallet\":\"%.11s\"", number);
    provider_create(out, call, "mutate", more, "{\"place\":\"creating\"}");
}

void flow_resume(struct text *out, const struct call *call) {
    if (event_is(call, "form_submitted") && state_is(call, "number")) {
        number_typed(out, call);
        return;
    }
    if (!event_is(call, "http_result")) {
        provider_ask(out, call);
        return;
    }
    struct answer answer = provider_answer(call);
    if (!state_is(call, "creating")) {
        /* 4. … until the provider says how it ended. */
        provider_observe(out, &answer, call);
    } else if (provider_created(&answer, call)) {
        /* 3. … meanwhile there is nothing to do but to ask again … */
        turn_open(out, "wait");
        put(out, ",\"poll_after_s\":5,\"message\":\"method-wallet-title\"");
        turn_close(out, "{\"place\":\"truth\"}");
    } else if (provider_refused(&answer, "wallet_not_found")) {
        number_ask(out, call, "method-wallet-not-found");
    } else {
        /* Created otherwise, there already, or nobody knows: its state tells. */
        provider_ask(out, call);
    }
}
