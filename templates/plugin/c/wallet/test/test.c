/* The plugin as the host drives it. */
#include "host.h"

static void typed(const char *value) {
    char event[256];
    snprintf(event, sizeof event, "{\"kind\":\"form_submitted\",\"values\":{\"wallet\":\"%s\"}}", value);
    CHECK(resume("{\"place\":\"number\"}", event) == EVISA_PAY_OK);
}

int main(void) {
    common_tests();
    /* A customer confirms in the wallet. */
    CHECK(ask("start", ORDER) == EVISA_PAY_OK);
    SAYS("\"title\":\"method-wallet-title\"");
    typed(" 77001112233 ");
    SAYS("\"effect\":\"mutate\"");
    SAYS("\\\"wallet\\\":\\\"77001112233\\\"");
    told("{\"place\":\"creating\"}", 201, PAYMENT("processing", "31062.40"));
    SAYS("\"kind\":\"wait\"");
    resume("{\"place\":\"truth\"}", "{\"kind\":\"tick\"}");
    SAYS("/v1/payments/by-order/1203450001");
    /* A wrong number is asked again. */
    const char *const wrong[] = {"", "7700", "7700111223x", "770011122334"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        typed(wrong[i]);
        SAYS("method-wallet-number-wrong");
    }
    told("{\"place\":\"creating\"}", 404, "{\"error\":{\"code\":\"wallet_not_found\"}}");
    SAYS("method-wallet-not-found");
    puts("all tests passed");
    return 0;
}
