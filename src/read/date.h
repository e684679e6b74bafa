/*
 * date.h - when an article was printed, as fields of records and names of files tell it
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_DATE_H
#define ND_READ_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "newsdupes.h"

/* Reads a whole text as a moment, in seconds since 1970 began in UTC; false when it is none. It is
 * one of
 *     2024-01-31, 2024/01/31, 20240131             ISO 8601, a day
 *     2024-01-31T10:30:00+02:00, 2024-01-31 10:30  ... and a time: with or without seconds, a
 *     20240131T103000Z, 20240131103000             fraction and a zone
 *     Wed, 31 Jan 2024 10:30:00 +0200              RFC 5322: feeds and mail; the time may be
 *                                                  missing, the month be written out
 *     1706697000, 1706697000.25, 1706697000000     seconds or milliseconds since 1970
 * Blanks around it do not matter. A day is its midnight, and a time without a zone is in UTC. */
ND_CHECK bool nd_date_parse(struct nd_name text, int64_t *seconds);

/* Finds a day in a path, and the time behind it if there is one; false when there is none. The last
 * part of the path that has one counts, and in it the first: 2024-01-31, 20240131 or 2024/01/31, of
 * the years 1500 to 2199, between characters that are no digits; also with '_' or '.' between its
 * numbers. What looks like a day and is none, as 2024-02-30, is passed over. */
ND_CHECK bool nd_date_find(struct nd_name path, int64_t *seconds);

#endif /* ND_READ_DATE_H */
