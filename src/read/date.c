/*
 * date.c - see date.h
 *
 * No call of the C library is of use here: strptime goes by the locale, mktime by the time zone.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/date.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

enum {
    DAY = 86400,
    FIRST_YEAR = 1500, /* in names, and of digits in a row */
    LAST_YEAR = 2199
};

/* What is left to read. */
struct cursor {
    const char *at, *end;
};

struct day {
    uint32_t year, month, day;
};

/* ---- Letters and numbers --------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Digits in a row. */
static size_t count_digits(const struct cursor *c) {
    const char *at = c->at;
    while (at < c->end && is_digit(*at)) at++;
    return (size_t)(at - c->at);
}

/* Reads a number of so many digits, at most nine. */
static bool take_number(struct cursor *c, size_t digits, uint32_t *number) {
    *number = 0;
    if (count_digits(c) < digits) return false;
    for (size_t i = 0; i < digits; i++) *number = *number * 10 + (uint32_t)(*c->at++ - '0');
    return true;
}

/* Steps over one of some characters, which is returned; 0 for none. */
static char take_one_of(struct cursor *c, const char *letters) {
    if (c->at == c->end || *c->at == '\0' || strchr(letters, *c->at) == NULL) return '\0';
    return *c->at++;
}

static void skip_blanks(struct cursor *c) {
    while (c->at < c->end && is_blank(*c->at)) c->at++;
}

/* ---- Days ------------------------------------------------------------------------------------ */

static bool is_day(const struct day *d) {
    static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);
    if (d->year == 0 || d->month == 0 || d->month > 12 || d->day == 0) return false;
    return d->day <= lengths[d->month - 1] + (d->month == 2 && leap);
}

/* Days since 1970-01-01: years begin in March, so that a leap day is the last of its year
 * (Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
static int64_t days_of(const struct day *d) {
    const int64_t year = (int64_t)d->year - (d->month <= 2);
    const int64_t era = year / 400, of_era = year % 400;
    const int64_t month = (d->month + 9) % 12;
    const int64_t of_year = (153 * month + 2) / 5 + d->day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Reads year, month and day, with one of the characters between them twice, or none. */
static bool take_day(struct cursor *c, const char *between, struct day *day) {
    char first;
    if (!take_number(c, 4, &day->year)) return false;
    first = take_one_of(c, between);
    if (!take_number(c, 2, &day->month)) return false;
    if (first != '\0' && (c->at == c->end || *c->at++ != first)) return false;
    return take_number(c, 2, &day->day) && is_day(day);
}

/* ---- Times ----------------------------------------------------------------------------------- */

/* Reads hours, minutes and perhaps seconds, with one of the characters between them, or none. */
static bool take_clock(struct cursor *c, const char *between, int64_t *seconds) {
    uint32_t hour, minute, second = 0;
    char first;
    if (!take_number(c, 2, &hour)) return false;
    first = take_one_of(c, between);
    if (!take_number(c, 2, &minute)) return false;
    if (first == '\0' ? count_digits(c) != 0 : c->at < c->end && *c->at == first) {
        c->at += first != '\0';
        if (!take_number(c, 2, &second)) return false;
    }
    *seconds = (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
    return hour < 24 && minute < 60 && second <= 60 && count_digits(c) == 0;
}

static void skip_fraction(struct cursor *c) {
    struct cursor fraction = *c;
    if (take_one_of(&fraction, ".,") == '\0' || count_digits(&fraction) == 0) return;
    c->at = fraction.at + count_digits(&fraction);
}

static bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/* Reads a zone that has a name, as what it is ahead of UTC: those of RFC 5322, old ones too. */
static bool take_named_zone(struct cursor *c, int64_t *ahead) {
    static const struct {
        const char *name;
        int8_t hours;
    } zones[] = {{"Z", 0},    {"GMT", 0},  {"UTC", 0},  {"UT", 0},   {"EST", -5}, {"EDT", -4},
                 {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    const char *end = c->at;
    while (end < c->end && is_letter(*end)) end++;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        const size_t size = strlen(zones[i].name);
        if ((size_t)(end - c->at) != size || strncasecmp(c->at, zones[i].name, size) != 0) continue;
        *ahead = (int64_t)zones[i].hours * 3600;
        c->at = end;
        return true;
    }
    return false;
}

/* Reads a zone, if there is one, as what it is ahead of UTC. */
static bool take_zone(struct cursor *c, int64_t *ahead) {
    uint32_t hours, minutes = 0;
    char sign;
    *ahead = 0;
    skip_blanks(c);
    if (c->at == c->end || take_named_zone(c, ahead)) return true;
    sign = take_one_of(c, "+-");
    if (sign == '\0' || !take_number(c, 2, &hours)) return false;
    (void)take_one_of(c, ":");
    if (count_digits(c) != 0 && !take_number(c, 2, &minutes)) return false;
    *ahead = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    if (sign == '-') *ahead = -*ahead;
    return hours < 24 && minutes < 60;
}

/* Reads a time of day and its zone up to the end. */
static bool take_time(struct cursor *c, int64_t *seconds) {
    int64_t ahead;
    if (!take_clock(c, ":", seconds)) return false;
    skip_fraction(c);
    if (!take_zone(c, &ahead)) return false;
    skip_blanks(c);
    *seconds -= ahead;
    return c->at == c->end;
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static bool is_likely(const struct day *day) {
    return day->year >= FIRST_YEAR && day->year <= LAST_YEAR;
}

/* ISO 8601: a day, and perhaps a time. Twelve digits in a row may be milliseconds as well. */
static bool parse_iso(struct cursor c, int64_t *seconds) {
    struct day day;
    int64_t time = 0;
    if (!take_day(&c, "-/", &day) || (count_digits(&c) != 0 && !is_likely(&day))) return false;
    skip_blanks(&c);
    if (c.at < c.end) {
        (void)take_one_of(&c, "Tt");
        if (!take_time(&c, &time)) return false;
    }
    *seconds = days_of(&day) * DAY + time;
    return true;
}

/* Seconds from 1970 on with nine or ten digits, milliseconds with twelve or thirteen: that is from
 * 1973 on, or with a sign before 1967. Shorter numbers, like -1, mean something else too often. */
static bool parse_unix(struct cursor c, int64_t *seconds) {
    const bool before = take_one_of(&c, "-") != '\0';
    const size_t digits = count_digits(&c);
    *seconds = 0;
    if (digits != 9 && digits != 10 && digits != 12 && digits != 13) return false;
    for (size_t i = 0; i < digits; i++) *seconds = *seconds * 10 + (*c.at++ - '0');
    skip_fraction(&c);
    if (digits > 10) *seconds /= 1000;
    if (before) *seconds = -*seconds;
    return c.at == c.end;
}

/* Steps over a month, of which three letters count; returns its number from 1, or 0. */
static uint32_t take_month(struct cursor *c) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char letters[3];
    if (c->end - c->at < 3) return 0;
    for (size_t i = 0; i < 3; i++) letters[i] = (char)(c->at[i] | 0x20);
    for (uint32_t month = 0; month < 12; month++) {
        if (memcmp(letters, names + 3 * (size_t)month, 3) != 0) continue;
        while (c->at < c->end && is_letter(*c->at)) c->at++;
        return month + 1;
    }
    return 0;
}

/* Reads a year of four digits, or of two as RFC 5322 has them of old. */
static bool take_year(struct cursor *c, uint32_t *year) {
    const size_t digits = count_digits(c);
    if (!take_number(c, digits == 2 ? 2 : 4, year)) return false;
    if (digits == 2) *year += *year < 50 ? 2000 : 1900;
    return true;
}

/* RFC 5322: perhaps the day of the week, then day, month, year and perhaps a time. */
static bool parse_mail(struct cursor c, int64_t *seconds) {
    const char *const comma = memchr(c.at, ',', (size_t)(c.end - c.at));
    struct day day;
    int64_t time = 0;
    if (comma != NULL) c.at = comma + 1;
    skip_blanks(&c);
    if (!take_number(&c, count_digits(&c) == 1 ? 1 : 2, &day.day)) return false;
    skip_blanks(&c);
    day.month = take_month(&c);
    skip_blanks(&c);
    if (!take_year(&c, &day.year) || !is_day(&day)) return false;
    skip_blanks(&c);
    if (c.at < c.end && !take_time(&c, &time)) return false;
    *seconds = days_of(&day) * DAY + time;
    return true;
}

bool nd_date_parse(struct nd_name text, int64_t *seconds) {
    struct cursor c = {.at = text.bytes, .end = text.bytes + text.size};
    skip_blanks(&c);
    while (c.end > c.at && is_blank(c.end[-1])) c.end--;
    if (c.at == c.end) return false;
    return parse_iso(c, seconds) || parse_unix(c, seconds) || parse_mail(c, seconds);
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* Reads the time behind a day, which may be none. */
static int64_t time_behind(struct cursor c) {
    int64_t seconds;
    (void)take_one_of(&c, "Tt_- ");
    return take_clock(&c, ":.-", &seconds) ? seconds : 0;
}

/* Reads a day that begins here. */
static bool find_here(struct cursor c, int64_t *seconds) {
    struct day day;
    int64_t time = 0;
    if (!take_day(&c, "-/_.", &day)) return false;
    if (!is_likely(&day)) return false;
    if (count_digits(&c) != 0) {
        if (!take_clock(&c, "", &time)) return false; /* 20240131103000 */
    } else {
        time = time_behind(c);
    }
    *seconds = days_of(&day) * DAY + time;
    return true;
}

bool nd_date_find(struct nd_name path, int64_t *seconds) {
    const char *const end = path.bytes + path.size;
    const char *part = end;
    const char *next;
    while (part > path.bytes) {
        next = part;
        while (part > path.bytes && part[-1] != '/') part--;
        for (const char *at = part; at < next; at++) {
            if (at > path.bytes && is_digit(at[-1])) continue;
            if (find_here((struct cursor){.at = at, .end = end}, seconds)) return true;
        }
        if (part > path.bytes) part--;
    }
    return false;
}
