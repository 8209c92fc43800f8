/* The parts of the plugin, and what a call is about. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "evisa_pay_plugin.h"
#include "json.h"

/* One call of the host. */
struct call {
    struct json body;  /* of the frame */
    struct json order; /* the attempt */
    struct json state; /* what was remembered: {"place": …} */
    struct json event; /* what happened, for `resume` */
};

/* An answer of the provider, read once. */
struct answer {
    uint64_t status; /* of HTTP; 0 when no complete response came */
    struct json body; /* none when it is no JSON */
};

/* provider.c: the requests of the provider's protocol and what its answers mean. Each writes the whole turn. */
extern const char PROVIDER_HOSTS[];
bool provider_url_set(const char *url);
void provider_create(struct text *out, const struct call *call, const char *effect, const char *more, const char *state);
void provider_post(struct text *out, const char *path, const char *body, const char *state);
void provider_ask(struct text *out, const struct call *call);
struct answer provider_answer(const struct call *call);
bool provider_created(const struct answer *answer, const struct call *call);
bool provider_refused(const struct answer *answer, const char *code);
void provider_observe(struct text *out, const struct answer *answer, const struct call *call);

/* flow.c: the steps of this method. */
extern const char FLOW_METHOD[], FLOW_CATEGORY[];
void flow_start(struct text *out, const struct call *call);
void flow_resume(struct text *out, const struct call *call);

/* plugin.c: how an answer begins and ends. The state is JSON. */
void turn_open(struct text *out, const char *kind);
void turn_close(struct text *out, const char *state);
bool state_is(const struct call *call, const char *place);
bool event_is(const struct call *call, const char *kind);

#endif
