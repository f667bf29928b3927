/* SPDX-License-Identifier: Apache-2.0 */
/* factlist.c: a growing array whose adds fail once and for all, so that callers check once. */
#include "lib/bundle/factlist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_printable(struct bv_factlist *list, const char *text)
{
    char *copy = bv_region_text(&list->storage, text, strlen(text));
    if (copy != NULL) {
        for (char *p = copy; *p != '\0'; p++)
            if (*p < ' ' || *p > '~')
                *p = '?';
    }
    return copy;
}

static bool make_room(struct bv_factlist *list)
{
    if (list->facts.count < list->capacity)
        return true;
    size_t capacity = list->capacity == 0 ? 32 : list->capacity * 2;
    struct bv_fact *items = realloc(list->facts.items, capacity * sizeof *items);
    if (items == NULL)
        return false;
    list->facts.items = items;
    list->capacity = capacity;
    return true;
}

void bv_factlist_add(struct bv_factlist *list, const char *name, const char *value)
{
    if (list->failed)
        return;
    char *own_name = copy_printable(list, name);
    char *own_value = value != NULL ? copy_printable(list, value) : NULL;
    if (own_name == NULL || (value != NULL && own_value == NULL) || !make_room(list)) {
        list->failed = true;
        return;
    }
    list->facts.items[list->facts.count++] = (struct bv_fact){own_name, own_value};
}

void bv_factlist_addf(struct bv_factlist *list, const char *name, const char *format, ...)
{
    char *value;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&value, format, args);
    va_end(args);
    if (length < 0) {
        list->failed = true;
        return;
    }
    bv_factlist_add(list, name, value);
    free(value);
}

void bv_factlist_finish(struct bv_factlist *list)
{
    if (list == NULL)
        return;
    bv_region_finish(&list->storage);
    free(list->facts.items);
    *list = (struct bv_factlist){0};
}
