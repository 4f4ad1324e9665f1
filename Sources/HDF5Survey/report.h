#pragma once
#include <stddef.h>
#include <stdint.h>

// What a child writes to its pipe. A failed write ends the child: nobody is listening.

void report_begin(int descriptor);
void report_word(uint64_t word);
void report_words(const uint64_t *words, size_t count);
void report_bytes(const void *bytes, size_t count);
void report_text(const char *text);
void report_refusal(const char *key, int is_damaged, const char *text);
void report_flush(void);
