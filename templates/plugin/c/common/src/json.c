#include "json.h"

#include <string.h>

#define DEPTH_MAX 32
#define KEYS_MAX 256 /* in one object: every key is compared with the ones before */
#define INTEGER_MAX UINT64_C(9007199254740991)

struct reader {
    const char *at, *end;
    enum json_kind kind;
};

static bool value(struct reader *r, int depth);

static void blanks(struct reader *r) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL && *r->at != '\0') r->at++;
}

static bool taken(struct reader *r, char c) {
    blanks(r);
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static bool digit(char c) { return '0' <= c && c <= '9'; }

static int hex(char c) {
    if (digit(c)) return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    if ('A' <= c && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* One character of UTF-8 (RFC 3629), not shortened, no surrogate. */
static bool character(struct reader *r) {
    const unsigned char *b = (const unsigned char *)r->at;
    size_t left = (size_t)(r->end - r->at), length = 1;
    if (b[0] >= 0x80) {
        length = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
        if (b[0] < 0xC2 || b[0] > 0xF4 || left < length) return false;
        for (size_t i = 1; i < length; i++)
            if ((b[i] & 0xC0) != 0x80) return false;
        if ((b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xED && b[1] > 0x9F)) return false;
        if ((b[0] == 0xF0 && b[1] < 0x90) || (b[0] == 0xF4 && b[1] > 0x8F)) return false;
    }
    r->at += length;
    return true;
}

static bool string(struct reader *r) {
    if (!taken(r, '"')) return false;
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20) return false;
        if (*r->at != '\\') {
            if (!character(r)) return false;
            continue;
        }
        if (r->end - r->at < 2) return false;
        char escape = r->at[1];
        if (escape == 'u') {
            if (r->end - r->at < 6) return false;
            for (int i = 2; i < 6; i++)
                if (hex(r->at[i]) < 0) return false;
            r->at += 6;
        } else if (escape != '\0' && strchr("\"\\/bfnrt", escape) != NULL) {
            r->at += 2;
        } else {
            return false;
        }
    }
    return taken(r, '"');
}

static bool number(struct reader *r) {
    const char *start = r->at;
    uint64_t whole = 0;
    if (r->at < r->end && *r->at == '-') r->at++;
    const char *first = r->at;
    for (; r->at < r->end && digit(*r->at); r->at++) {
        whole = whole * 10 + (uint64_t)(*r->at - '0');
        if (whole > INTEGER_MAX) return false;
    }
    if (r->at == first || (*first == '0' && r->at - first > 1)) return false;
    if (r->at == r->end || strchr(".eE", *r->at) == NULL || *r->at == '\0') return true;
    if (r->kind == JSON_FRAME) return false;
    while (r->at < r->end && (digit(*r->at) || strchr("+-.eE", *r->at) != NULL) && *r->at != '\0') r->at++;
    return digit(r->at[-1]) && r->at - start < 32;
}

static bool object(struct reader *r, int depth) {
    struct json keys[KEYS_MAX];
    size_t count = 0;
    if (taken(r, '}')) return true;
    do {
        blanks(r);
        const char *key = r->at;
        if (!string(r) || count == KEYS_MAX) return false;
        keys[count] = (struct json){key, (size_t)(r->at - key)};
        for (size_t i = 0; i < count; i++)
            if (keys[i].length == keys[count].length && memcmp(keys[i].at, key, keys[i].length) == 0) return false;
        count++;
        if (!taken(r, ':') || !value(r, depth)) return false;
    } while (taken(r, ','));
    return taken(r, '}');
}

static bool list(struct reader *r, int depth) {
    if (taken(r, ']')) return true;
    do {
        if (!value(r, depth)) return false;
    } while (taken(r, ','));
    return taken(r, ']');
}

static bool word(struct reader *r, const char *text) {
    size_t length = strlen(text);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, text, length) != 0) return false;
    r->at += length;
    return true;
}

static bool value(struct reader *r, int depth) {
    if (depth > DEPTH_MAX) return false;
    blanks(r);
    if (r->at == r->end) return false;
    switch (*r->at) {
        case '{': r->at++; return object(r, depth + 1);
        case '[': r->at++; return list(r, depth + 1);
        case '"': return string(r);
        case 't': return word(r, "true");
        case 'f': return word(r, "false");
        case 'n': return word(r, "null");
        default: return number(r);
    }
}

struct json json_read(const char *text, size_t length, enum json_kind kind) {
    struct reader r = {text, text + length, kind};
    blanks(&r);
    struct json whole = {r.at, 0};
    if (!value(&r, 0)) return (struct json){NULL, 0};
    whole.length = (size_t)(r.at - whole.at);
    blanks(&r);
    return r.at == r.end ? whole : (struct json){NULL, 0};
}

struct json json_get(struct json object, const char *name) {
    struct json none = {NULL, 0};
    if (object.at == NULL || *object.at != '{') return none;
    struct reader r = {object.at + 1, object.at + object.length, JSON_ANSWER};
    if (taken(&r, '}')) return none;
    do {
        blanks(&r);
        const char *key = r.at;
        if (!string(&r)) return none;
        struct json found = {key, (size_t)(r.at - key)};
        if (!taken(&r, ':')) return none;
        blanks(&r);
        const char *start = r.at;
        if (!value(&r, 0)) return none;
        if (json_is(found, name)) return (struct json){start, (size_t)(r.at - start)};
    } while (taken(&r, ','));
    return none;
}

bool json_is(struct json value, const char *text) {
    char buffer[256];
    return json_text(value, buffer, sizeof buffer) && strcmp(buffer, text) == 0;
}

static size_t encoded(uint32_t c, char out[4]) {
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) return out[0] = (char)(0xC0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000)
        return out[0] = (char)(0xE0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)), out[2] = (char)(0x80 | (c & 63)), 3;
    out[0] = (char)(0xF0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63)), out[2] = (char)(0x80 | (c >> 6 & 63));
    return out[3] = (char)(0x80 | (c & 63)), 4;
}

static uint32_t four(const char *at) {
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) code = code << 4 | (uint32_t)hex(at[i]);
    return code;
}

/* The character behind a backslash; moves over it. 0 for one that cannot be: a lone surrogate, or NUL. */
static uint32_t escaped(const char **at, const char *end) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char letter = (*at)[1];
    if (letter != 'u') return *at += 2, (uint32_t)to[strchr(from, letter) - from];
    uint32_t code = four(*at + 2);
    *at += 6;
    if (code < 0xD800 || code > 0xDFFF) return code;
    if (code > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return 0;
    uint32_t low = four(*at + 2);
    *at += 6;
    return low < 0xDC00 || low > 0xDFFF ? 0 : 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

bool json_text(struct json value, char *out, size_t size) {
    if (value.at == NULL || *value.at != '"') return false;
    const char *at = value.at + 1, *end = value.at + value.length - 1;
    size_t length = 0;
    while (at < end) {
        char bytes[4] = {*at, 0, 0, 0};
        size_t count = 1;
        if (*at == '\\') {
            uint32_t code = escaped(&at, end);
            if (code == 0) return false;
            count = encoded(code, bytes);
        } else {
            at++;
        }
        if (length + count >= size) return false;
        memcpy(out + length, bytes, count);
        length += count;
    }
    out[length] = '\0';
    return true;
}

bool json_number(struct json value, uint64_t *out) {
    if (value.at == NULL || value.length == 0) return false;
    *out = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!digit(value.at[i]) || *out > INTEGER_MAX / 10) return false;
        *out = *out * 10 + (uint64_t)(value.at[i] - '0');
    }
    return *out <= INTEGER_MAX;
}

bool json_minor(struct json value, uint64_t *out) {
    if (value.at == NULL || value.length == 0) return false;
    const char *at = value.at, *end = value.at + value.length;
    if (*at == '"') at++, end--;
    const char *start = at, *point = NULL;
    *out = 0;
    for (; at < end; at++) {
        if (*at == '.' && point == NULL && at != start) {
            point = at;
            continue;
        }
        if (!digit(*at) || *out > INTEGER_MAX / 10) return false;
        *out = *out * 10 + (uint64_t)(*at - '0');
    }
    size_t places = point == NULL ? 0 : (size_t)(end - point - 1);
    if (at == start || places > 2 || (point != NULL && places == 0)) return false;
    for (; places < 2; places++) {
        if (*out > INTEGER_MAX / 10) return false;
        *out *= 10;
    }
    return *out <= INTEGER_MAX;
}

static int sextet(char c) {
    static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c == '\0' ? NULL : strchr(all, c);
    return found == NULL ? -1 : (int)(found - all);
}

ptrdiff_t json_base64(struct json value, char *out, size_t size) {
    if (value.at == NULL || *value.at != '"' || (value.length - 2) % 4 != 0) return -1;
    const char *at = value.at + 1, *end = value.at + value.length - 1;
    size_t length = 0;
    for (; at < end; at += 4) {
        size_t pad = at[3] != '=' ? 0 : at[2] != '=' ? 1 : 2;
        if (pad > 0 && at + 4 != end) return -1;
        uint32_t bits = 0;
        for (size_t i = 0; i < 4; i++) {
            int six = i >= 4 - pad ? 0 : sextet(at[i]);
            if (six < 0) return -1;
            bits = bits << 6 | (uint32_t)six;
        }
        if (length + 3 > size) return -1;
        for (size_t i = 0; i < 3 - pad; i++) out[length++] = (char)(bits >> (16 - 8 * i) & 0xFF);
    }
    return (ptrdiff_t)length;
}

static void put_bytes(struct text *text, const char *bytes, size_t length) {
    if (length > sizeof text->at - text->length) {
        text->overflown = true;
        return;
    }
    memcpy(text->at + text->length, bytes, length);
    text->length += length;
}

void put(struct text *text, const char *raw) { put_bytes(text, raw, strlen(raw)); }

void put_value(struct text *text, struct json value) {
    if (value.at == NULL) put(text, "null");
    else put_bytes(text, value.at, value.length);
}

void put_string(struct text *text, const char *string) {
    static const char digits[] = "0123456789abcdef";
    put(text, "\"");
    for (; *string != '\0'; string++) {
        unsigned char c = (unsigned char)*string;
        if (c == '"' || c == '\\') put_bytes(text, "\\", 1);
        if (c >= 0x20) put_bytes(text, string, 1);
        else put_bytes(text, (const char[]){'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]}, 6);
    }
    put(text, "\"");
}

void put_number(struct text *text, uint64_t number) {
    char reversed[20], out[20];
    size_t length = 0;
    do reversed[length++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    for (size_t i = 0; i < length; i++) out[i] = reversed[length - 1 - i];
    put_bytes(text, out, length);
}

void put_minor(struct text *text, uint64_t minor) {
    char part[2] = {(char)('0' + minor / 10 % 10), (char)('0' + minor % 10)};
    put(text, "\"");
    put_number(text, minor / 100);
    put(text, ".");
    put_bytes(text, part, 2);
    put(text, "\"");
}
