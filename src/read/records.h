/*
 * records.h - documents out of JSON Lines
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_RECORDS_H
#define ND_READ_RECORDS_H

#include "read/documents.h"

/* Hands on the lines of reader->block. Fails as nd_reader_hand_on. */
ND_CHECK nd_status nd_reader_take_lines(struct nd_reader *reader);

#endif /* ND_READ_RECORDS_H */
