/* @NAME@: the one exported function, and from a frame to its answer.
 *
 * A plugin does no input or output. Every call is a function of its message; the answer is a step, which the host takes, and then
 * it calls again. Nothing is kept in memory but the configuration: each call may reach a freshly started process. */
#include "plugin.h"

#include <string.h>

#define ID "@NAME@"
#define TITLES "{\"kk\":\"@NAME@\",\"ru\":\"@NAME@\",\"en\":\"@NAME@\",\"zh\":\"@NAME@\"}"

static bool configured;

void turn_open(struct text *out, const char *kind) {
    put(out, "\"turn\",\"body\":{\"step\":{\"kind\":");
    put_string(out, kind);
}

void turn_close(struct text *out, const char *state) {
    put(out, "},\"state\":");
    put(out, state);
    put(out, "}");
}

bool state_is(const struct call *call, const char *place) { return json_is(json_get(call->state, "place"), place); }
bool event_is(const struct call *call, const char *kind) { return json_is(json_get(call->event, "kind"), kind); }

static int32_t fault(struct text *out, const char *kind, const char *message) {
    put(out, "\"error\",\"body\":{\"kind\":");
    put_string(out, kind);
    put(out, ",\"message\":");
    put_string(out, message);
    put(out, "}");
    return strcmp(kind, "unsupported") == 0 ? EVISA_PAY_UNSUPPORTED : EVISA_PAY_ERROR;
}

static void describe(struct text *out) {
    put(out, "\"description\",\"body\":{\"id\":\"" ID "\",\"titles\":" TITLES ",\"methods\":[{\"id\":");
    put_string(out, FLOW_METHOD);
    put(out, ",\"category\":");
    put_string(out, FLOW_CATEGORY);
    put(out, ",\"titles\":" TITLES ",\"currency\":\"KZT\",\"min_minor\":100,\"max_minor\":100000000,"
             "\"commission_mode\":\"included\",\"commission_minor\":0}],\"hosts\":");
    put(out, PROVIDER_HOSTS);
    put(out, ",\"order_ref\":{\"charset\":\"digits\",\"min\":10,\"max\":15,\"unique_suffix\":0},"
             "\"secrets\":[{\"name\":\"api_key\",\"use\":\"egress\"}],\"provider_grace_s\":60,"
             "\"config_schema\":[{\"name\":\"api_url\",\"kind\":\"url\",\"required\":true,"
             "\"note\":\"The address of the provider's service.\"}]}");
}

/* Answers the issues of a configuration; keeps it when `keep` says so and there are none. */
static void configure(struct text *out, struct json body, bool keep) {
    char url[256];
    struct json value = json_get(json_get(body, "values"), "api_url");
    const char *wrong = NULL;
    if (value.at == NULL) wrong = "is missing: the address of the provider's service";
    /* Plain http is for the model bank; the host itself permits it in a demonstration only. */
    else if (!json_text(value, url, sizeof url) || (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0))
        wrong = "begins neither with https:// nor with http://, or is longer than 255 bytes";
    else if (keep) configured = provider_url_set(url);
    put(out, "\"issues\",\"body\":[");
    if (wrong != NULL) {
        put(out, "{\"field\":\"api_url\",\"message\":");
        put_string(out, wrong);
        put(out, "}");
    }
    put(out, "]");
}

static int32_t operate(struct text *out, struct json op, struct json body) {
    static const char *const others[] = {"quote", "start", "resume", "query"};
    struct call call = {body, json_get(body, "order"), json_get(body, "state"), json_get(body, "event")};
    bool known = false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) known = known || json_is(op, others[i]);
    if (!known) return fault(out, "unsupported", "this plugin has no such operation");
    if (!configured) return fault(out, "not_ready", "`init` first");
    if (json_is(op, "quote")) {
        put(out, "\"quote\",\"body\":{\"commission_minor\":0,\"available\":true}");
        return EVISA_PAY_OK;
    }
    if (call.order.at == NULL) return fault(out, "input", "there is no order");
    if (json_is(op, "start")) flow_start(out, &call);
    else if (json_is(op, "resume")) flow_resume(out, &call);
    else provider_ask(out, &call); /* query: the truth from every state, and nothing changed at the provider */
    return EVISA_PAY_OK;
}

static int32_t serve(const uint8_t *input, size_t length, const struct evisa_pay_out *writer) {
    static struct text out;
    uint64_t version = 0, id = 0;
    int32_t code = EVISA_PAY_OK;
    struct json frame = json_read((const char *)input, length, JSON_FRAME);
    struct json op = json_get(frame, "op"), body = json_get(frame, "body");
    bool readable = json_number(json_get(frame, "v"), &version) && json_number(json_get(frame, "id"), &id);
    out.length = 0, out.overflown = false;
    put(&out, "{\"v\":1,\"id\":");
    put_number(&out, id);
    put(&out, ",\"answer\":");
    if (!readable || version != EVISA_PAY_PROTO || op.at == NULL || *op.at != '"') {
        fault(&out, "input", "not a frame of protocol 1");
        code = EVISA_PAY_BAD_INPUT;
    } else if (json_is(op, "describe")) {
        describe(&out);
    } else if (json_is(op, "init") || json_is(op, "check_config")) {
        configure(&out, body, json_is(op, "init"));
    } else {
        code = operate(&out, op, body);
    }
    put(&out, "}");
    /* Half an answer is none. */
    if (out.overflown || writer->write(writer->ctx, (const uint8_t *)out.at, out.length) != 0) return EVISA_PAY_ERROR;
    return code;
}

__attribute__((visibility("default"))) const struct evisa_pay_descriptor *evisa_pay_plugin_v1(void) {
    static const struct evisa_pay_descriptor descriptor = {
        .magic = EVISA_PAY_MAGIC,
        .struct_size = sizeof(struct evisa_pay_descriptor),
        .abi_major = EVISA_PAY_ABI_MAJOR,
        .abi_minor = EVISA_PAY_ABI_MINOR,
        .proto_min = EVISA_PAY_PROTO,
        .proto_max = EVISA_PAY_PROTO,
        .flags = 0,
        .id = ID,
        .version = "0.1.0",
        .sdk = "none",
        .toolchain = "C " __VERSION__,
        .init = serve,
        .call = serve,
        .fini = NULL,
    };
    return &descriptor;
}
