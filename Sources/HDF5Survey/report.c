#include "report.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "hdf5_survey.h"

static int target;
static unsigned char buffer[1 << 16];
static size_t filled;

void report_begin(int descriptor) {
  target = descriptor;
  filled = 0;
}

void report_flush(void) {
  size_t done = 0;
  while (done < filled) {
    ssize_t count = write(target, buffer + done, filled - done);
    if (count < 0 && errno != EINTR) _exit(1);
    if (count > 0) done += (size_t)count;
  }
  filled = 0;
}

static void append(const void *bytes, size_t count) {
  const unsigned char *rest = bytes;
  while (count > 0) {
    if (filled == sizeof buffer) report_flush();
    size_t part = sizeof buffer - filled < count ? sizeof buffer - filled : count;
    memcpy(buffer + filled, rest, part);
    filled += part;
    rest += part;
    count -= part;
  }
}

void report_word(uint64_t word) { append(&word, sizeof word); }

void report_words(const uint64_t *words, size_t count) { append(words, count * sizeof *words); }

void report_bytes(const void *bytes, size_t count) {
  report_word(count);
  append(bytes, count);
}

void report_text(const char *text) { report_bytes(text, strlen(text)); }

void report_refusal(const char *key, int is_damaged, const char *text) {
  report_word(HDF5_REPORT_REFUSAL);
  report_text(key);
  report_word((uint64_t)is_damaged);
  report_text(text);
}
