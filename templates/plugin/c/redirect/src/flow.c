/* The customer pays on the provider's own page. */
#include "plugin.h"

const char FLOW_METHOD[] = "page", FLOW_CATEGORY[] = "other";

/* 1. The provider is told of the order; no money moves … */
void flow_start(struct text *out, const struct call *call) {
    provider_create(out, call, "query", "", "{\"place\":\"creating\"}");
}

void flow_resume(struct text *out, const struct call *call) {
    /* 3. Coming back proves nothing, so the provider is asked … */
    if (!event_is(call, "http_result")) {
        provider_ask(out, call);
        return;
    }
    struct answer answer = provider_answer(call);
    if (!state_is(call, "creating")) {
        /* 4. … and only its own answer counts. */
        provider_observe(out, &answer, call);
        return;
    }
    struct json page = json_get(answer.body, "page_url");
    if (!provider_created(&answer, call) || page.at == NULL || *page.at != '"') {
        /* Created otherwise, there already, or nobody knows: its state tells. */
        provider_ask(out, call);
        return;
    }
    /* 2. … the customer goes to its page … */
    turn_open(out, "redirect");
    put(out, ",\"method\":\"GET\",\"url\":");
    put_value(out, page);
    turn_close(out, "{\"place\":\"truth\"}");
}
