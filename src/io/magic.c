/*
 * magic.c - see magic.h
 *
 * The marks are those of RFC 1952 (gzip, with its only method), RFC 8878 (zstd, and the skippable
 * frames that pzstd begins with), the .xz file format 1.1.0, and of bzip2, whose letters are
 * followed by the digits of pi or, when it holds nothing, of the square root of pi. A tar file
 * begins with a header of POSIX.1-1988 or GNU tar whose sum must be right; a zip file with a member
 * or, when it has none, with the end of its directory (APPNOTE.TXT 4.3.7 and 4.3.16); a web archive
 * with a line that holds its version (ISO 28500) and nothing else.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/magic.h"

#include <stdbool.h>
#include <string.h>

static bool begins(const char *bytes, size_t size, const char *mark, size_t length) {
    return size >= length && memcmp(bytes, mark, length) == 0;
}

static bool is_zstd(const char *bytes, size_t size) {
    if (begins(bytes, size, "\x28\xb5\x2f\xfd", 4)) return true;
    return size >= 8 && ((unsigned char)bytes[0] & 0xF0) == 0x50 &&
           memcmp(bytes + 1, "\x2a\x4d\x18", 3) == 0;
}

static bool is_bzip2(const char *bytes, size_t size) {
    if (size < 10 || memcmp(bytes, "BZh", 3) != 0 || bytes[3] < '1' || bytes[3] > '9') return false;
    return memcmp(bytes + 4, "1AY&SY", 6) == 0 || memcmp(bytes + 4, "\x17rE8P\x90", 6) == 0;
}

/* The number in an octal field of a tar header; it may begin with blanks. */
static unsigned octal(const char *field, size_t size) {
    unsigned value = 0;
    size_t i = 0;
    while (i < size && field[i] == ' ') i++;
    for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
        value = 8 * value + (unsigned)(field[i] - '0');
    return value;
}

static bool is_tar(const char *bytes, size_t size) {
    enum { HEADER = 512, SUM = 148, SUM_SIZE = 8, MARK = 257 };
    unsigned sum = 0;
    if (size < HEADER || memcmp(bytes + MARK, "ustar", 5) != 0) return false;
    for (size_t i = 0; i < HEADER; i++)
        sum += i >= SUM && i < SUM + SUM_SIZE ? ' ' : (unsigned char)bytes[i];
    return octal(bytes + SUM, SUM_SIZE) == sum;
}

/* "WARC/1.0" and a line end. */
static bool is_warc(const char *bytes, size_t size) {
    size_t at = 5;
    if (!begins(bytes, size, "WARC/", at)) return false;
    while (at < size && at < 10 && ((bytes[at] >= '0' && bytes[at] <= '9') || bytes[at] == '.'))
        at++;
    return at > 5 && at < size && (bytes[at] == '\r' || bytes[at] == '\n');
}

nd_magic nd_magic_of(const char *bytes, size_t size) {
    if (begins(bytes, size, "\x1f\x8b\x08", 3)) return ND_MAGIC_GZIP;
    if (begins(bytes, size, "\xfd\x37zXZ\0", 6)) return ND_MAGIC_XZ;
    if (is_zstd(bytes, size)) return ND_MAGIC_ZSTD;
    if (is_bzip2(bytes, size)) return ND_MAGIC_BZIP2;
    if (begins(bytes, size, "PK\3\4", 4) || begins(bytes, size, "PK\5\6\0\0\0\0", 8))
        return ND_MAGIC_ZIP;
    if (is_warc(bytes, size)) return ND_MAGIC_WARC;
    return is_tar(bytes, size) ? ND_MAGIC_TAR : ND_MAGIC_NONE;
}

bool nd_magic_is_utf16(const char *bytes, size_t size) {
    if (begins(bytes, size, "\xff\xfe\0\0", 4)) return false; /* of UTF-32 */
    return begins(bytes, size, "\xff\xfe", 2) || begins(bytes, size, "\xfe\xff", 2);
}
