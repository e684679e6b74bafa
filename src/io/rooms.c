/*
 * rooms.c - see rooms.h
 *
 * The least stretch that has room is taken from, and there are few: arrays come and go in order.
 *
 * SPDX-License-Identifier: MIT
 */
#include "io/rooms.h"

#include <string.h>

#include "base/mem.h"

void nd_rooms_free(struct nd_rooms *rooms) {
    nd_free(rooms->items);
    *rooms = (struct nd_rooms){0};
}

static void remove_item(struct nd_rooms *rooms, size_t i) {
    rooms->count--;
    memmove(rooms->items + i, rooms->items + i + 1, (rooms->count - i) * sizeof *rooms->items);
}

nd_status nd_rooms_add(struct nd_rooms *rooms, uint64_t at, uint64_t size) {
    struct nd_room *item;
    size_t i = rooms->count;
    nd_status status;
    while (i > 0 && rooms->items[i - 1].at > at) i--;
    status = nd_reserve(&rooms->items, &rooms->capacity, rooms->count + 1, sizeof *rooms->items);
    if (status != ND_OK) return status;
    item = rooms->items + i;
    memmove(item + 1, item, (rooms->count++ - i) * sizeof *item);
    *item = (struct nd_room){at, size};
    if (i + 1 < rooms->count && at + size == item[1].at) {
        item->size += item[1].size;
        remove_item(rooms, i + 1);
    }
    if (i > 0 && item[-1].at + item[-1].size == at) {
        item[-1].size += item->size;
        remove_item(rooms, i);
    }
    return ND_OK;
}

bool nd_rooms_take(struct nd_rooms *rooms, uint64_t size, uint64_t *at) {
    struct nd_room *least = NULL;
    for (size_t i = 0; i < rooms->count; i++) {
        struct nd_room *item = &rooms->items[i];
        if (item->size >= size && (least == NULL || item->size < least->size)) least = item;
    }
    if (least == NULL) return false;
    *at = least->at;
    least->at += size;
    least->size -= size;
    if (least->size == 0) remove_item(rooms, (size_t)(least - rooms->items));
    return true;
}
