/* The plugin as the host drives it. */
#include "host.h"

int main(void) {
    common_tests();
    /* A customer pays on the provider's page. */
    CHECK(ask("start", ORDER) == EVISA_PAY_OK);
    SAYS("\"url\":\"https://api.@NAME@.example/v1/payments\"");
    SAYS("\\\"amount\\\":\\\"31062.40\\\"");
    told("{\"place\":\"creating\"}", 201, PAYMENT("awaiting_customer", "31062.40"));
    SAYS("\"kind\":\"redirect\",\"method\":\"GET\",\"url\":\"https://pay.@NAME@.example/p-1\"");
    resume("{\"place\":\"truth\"}", "{\"kind\":\"customer_returned\"}");
    SAYS("/v1/payments/by-order/1203450001");
    /* Nobody is sent to pay another amount. */
    told("{\"place\":\"creating\"}", 201, PAYMENT("awaiting_customer", "1.00"));
    SAYS("/v1/payments/by-order/1203450001");
    puts("all tests passed");
    return 0;
}
