/* A payment plugin for evisa, for authors in C. The messages are JSON frames; their fields stand in src/proto.
 *
 * Export one function, evisa_pay_plugin_v1, which returns a static descriptor. The host calls from one thread and never
 * two functions at once. Input is valid during a call only; the answer goes through out->write, in one or several pieces.
 * A plugin does no input or output of its own and starts no thread: it answers and returns. */
#ifndef EVISA_PAY_PLUGIN_H
#define EVISA_PAY_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EVISA_PAY_MAGIC UINT64_C(0x5941504153495645) /* the bytes "EVISAPAY", little-endian */
#define EVISA_PAY_ABI_MAJOR 1
#define EVISA_PAY_ABI_MINOR 0
#define EVISA_PAY_PROTO 1
#define EVISA_PAY_FLAG_UNWINDS 1

#define EVISA_PAY_OK 0           /* the answer was written */
#define EVISA_PAY_ERROR 1        /* an answer of the kind "error" was written */
#define EVISA_PAY_UNSUPPORTED -1 /* no such operation */
#define EVISA_PAY_PANICKED -2    /* the process must not be used again */
#define EVISA_PAY_BAD_INPUT -3   /* not a frame of a protocol the plugin speaks */

struct evisa_pay_out {
    uint32_t struct_size;
    void *ctx;
    /* Appends to the answer; anything but 0 means: too much, stop writing. */
    int32_t (*write)(void *ctx, const uint8_t *bytes, size_t length);
};

typedef int32_t (*evisa_pay_call)(const uint8_t *input, size_t length, const struct evisa_pay_out *out);

struct evisa_pay_descriptor {
    uint64_t magic;       /* EVISA_PAY_MAGIC */
    uint32_t struct_size; /* sizeof(struct evisa_pay_descriptor) */
    uint16_t abi_major;
    uint16_t abi_minor;
    uint16_t proto_min;
    uint16_t proto_max;
    uint32_t flags;
    const char *id;        /* "kz.halyk.card" */
    const char *version;   /* of the plugin */
    const char *sdk;       /* or "none" */
    const char *toolchain; /* what built it */
    evisa_pay_call init;   /* takes the "init" frame */
    evisa_pay_call call;   /* takes every other frame */
    void (*fini)(void);    /* may be NULL */
};

const struct evisa_pay_descriptor *evisa_pay_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
