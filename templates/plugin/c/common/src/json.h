/* Just enough JSON for the frames of a plugin: reading without copying, writing into one buffer. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value inside a text that was checked; `at` is NULL when there is none. */
struct json {
    const char *at;
    size_t length;
};

/* What a text may hold: frames have no floats; a provider's answer may. */
enum json_kind { JSON_FRAME, JSON_ANSWER };

/* The one value of a text, or none: UTF-8, no key twice, at most 32 deep, whole numbers up to 2^53 - 1. */
struct json json_read(const char *text, size_t length, enum json_kind kind);
/* The value of a key. */
struct json json_get(struct json object, const char *name);
/* Whether a value is this string. */
bool json_is(struct json value, const char *text);
/* A string without its escapes, ended by NUL; false when it is no string or too long. */
bool json_text(struct json value, char *out, size_t size);
/* A whole number, not negative; false when it is none. */
bool json_number(struct json value, uint64_t *out);
/* Hundredths from "31062.40", 31062.4 or 31062; false for anything else. */
bool json_minor(struct json value, uint64_t *out);
/* Bytes from a base64 string; -1 when it is none or too long. */
ptrdiff_t json_base64(struct json value, char *out, size_t size);

/* A text that grows in a fixed buffer; what does not fit marks it as overflown. */
struct text {
    char at[65536];
    size_t length;
    bool overflown;
};

void put(struct text *text, const char *raw);
void put_value(struct text *text, struct json value);
void put_string(struct text *text, const char *string);
void put_number(struct text *text, uint64_t number);
/* "31062.40" with quotation marks. */
void put_minor(struct text *text, uint64_t minor);

#endif
