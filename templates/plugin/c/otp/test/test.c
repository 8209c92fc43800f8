/* The plugin as the host drives it. */
#include "host.h"

static void typed(const char *state, const char *field, const char *value) {
    char event[256];
    snprintf(event, sizeof event, "{\"kind\":\"form_submitted\",\"values\":{\"%s\":\"%s\"}}", field, value);
    CHECK(resume(state, event) == EVISA_PAY_OK);
}

int main(void) {
    common_tests();
    /* A customer pays with a code. */
    CHECK(ask("start", ORDER) == EVISA_PAY_OK);
    SAYS("\"title\":\"method-mobile-title\"");
    typed("{\"place\":\"number\"}", "phone", "+7 (701) 111-22-33");
    SAYS("\\\"wallet\\\":\\\"77011112233\\\"");
    told("{\"place\":\"creating\"}", 201, PAYMENT("awaiting_code", "31062.40"));
    SAYS("\"title\":\"method-code-title\"");
    SAYS("\"state\":{\"place\":\"code\",\"payment\":\"p-1\",\"tries\":0}");
    typed("{\"place\":\"code\",\"payment\":\"p-1\",\"tries\":0}", "code", "123456");
    SAYS("\"effect\":\"mutate\",\"method\":\"POST\",\"url\":\"https://api.@NAME@.example/v1/payments/p-1/confirm\"");
    told("{\"place\":\"confirming\",\"payment\":\"p-1\",\"tries\":1}", 200, PAYMENT("paid", "31062.40"));
    SAYS("/v1/payments/by-order/1203450001");
    /* A slip of the pen is asked again. */
    const char *const wrong[] = {"", "701", "+1 202 555 01 23", "call me"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        typed("{\"place\":\"number\"}", "phone", wrong[i]);
        SAYS("method-mobile-number-wrong");
    }
    typed("{\"place\":\"code\",\"payment\":\"p-1\",\"tries\":0}", "code", "12");
    SAYS("method-code-wrong-shape");
    told("{\"place\":\"confirming\",\"payment\":\"p-1\",\"tries\":1}", 422, "{\"error\":{\"code\":\"code_wrong\"}}");
    SAYS("\"notice\":{\"wrong\":true,\"key\":\"method-code-wrong\"}");
    /* The third wrong code was the last one. */
    told("{\"place\":\"confirming\",\"payment\":\"p-1\",\"tries\":3}", 422, "{\"error\":{\"code\":\"code_wrong\"}}");
    SAYS("/v1/payments/by-order/1203450001");
    puts("all tests passed");
    return 0;
}
