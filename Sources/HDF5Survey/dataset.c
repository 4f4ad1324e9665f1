#include "dataset.h"

#include <stdlib.h>
#include <string.h>

#include "chunks.h"
#include "hdf5_survey.h"
#include "report.h"

typedef struct {
  uint64_t kind, size, is_big_endian;
} element;

/// Whether an enumeration is the one that h5py writes for booleans: FALSE = 0 and TRUE = 1 in one byte.
static int is_boolean(hid_t type) {
  if (H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2) return 0;
  for (unsigned member = 0; member < 2; member++) {
    signed char value = -1;
    char *name = H5Tget_member_name(type, member);
    int matches = name && H5Tget_member_value(type, member, &value) >= 0 && (value == 0 || value == 1) &&
                  strcmp(name, value ? "TRUE" : "FALSE") == 0;
    if (name) H5free_memory(name);
    if (!matches) return 0;
  }
  return 1;
}

static const char *describe_integer(hid_t type, element *result) {
  H5T_sign_t sign = H5Tget_sign(type);
  if (result->size != 1 && result->size != 2 && result->size != 4 && result->size != 8)
    return "its integers have a size other than 1, 2, 4 or 8 bytes; write it again with one of these";
  if (H5Tget_precision(type) != 8 * result->size || H5Tget_offset(type) != 0)
    return "its integers fill a part of their bytes only; write it again with whole bytes";
  if (sign != H5T_SGN_NONE && sign != H5T_SGN_2) return "its integers have an unknown sign; the file is damaged";
  result->kind = sign == H5T_SGN_2 ? HDF5_KIND_SIGNED : HDF5_KIND_UNSIGNED;
  return NULL;
}

static const char *describe_float(hid_t type, element *result) {
  // Sign bit, exponent's first bit, its bits, mantissa's first bit, its bits, bias.
  static const struct {
    uint64_t kind, size, sign, exponent, exponent_bits, mantissa, mantissa_bits, bias;
  } known[] = {
      {HDF5_KIND_FLOAT, 2, 15, 10, 5, 0, 10, 15},
      {HDF5_KIND_BRAIN_FLOAT, 2, 15, 7, 8, 0, 7, 127},
      {HDF5_KIND_FLOAT, 4, 31, 23, 8, 0, 23, 127},
      {HDF5_KIND_FLOAT, 8, 63, 52, 11, 0, 52, 1023},
  };
  size_t sign, exponent, exponent_bits, mantissa, mantissa_bits;
  if (H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits) >= 0 &&
      H5Tget_norm(type) == H5T_NORM_IMPLIED && H5Tget_offset(type) == 0) {
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
      if (known[k].size == result->size && known[k].sign == sign && known[k].exponent == exponent &&
          known[k].exponent_bits == exponent_bits && known[k].mantissa == mantissa &&
          known[k].mantissa_bits == mantissa_bits && known[k].bias == H5Tget_ebias(type)) {
        result->kind = known[k].kind;
        return NULL;
      }
    }
  }
  return "its floating point numbers are none of IEEE's 2, 4 or 8 bytes; write it again as one of these";
}

/// Fills in what the elements are, or returns why they are not read.
static const char *describe_type(hid_t type, element *result) {
  const char *refusal = NULL;
  result->size = H5Tget_size(type);
  result->is_big_endian = 0;
  switch (H5Tget_class(type)) {
    case H5T_INTEGER: refusal = describe_integer(type, result); break;
    case H5T_FLOAT: refusal = describe_float(type, result); break;
    case H5T_ENUM:
      if (!is_boolean(type)) return "it holds an enumeration; write its numbers as integers";
      result->kind = HDF5_KIND_BOOLEAN;
      return NULL;
    case H5T_STRING: return "it holds text, and arrays of numbers are read";
    case H5T_COMPOUND: return "it holds records (or complex numbers); write each field as an array of its own";
    case H5T_REFERENCE: return "it holds references, and arrays of numbers are read";
    case H5T_VLEN: return "it holds sequences of different lengths; write them one after another as one array";
    case H5T_ARRAY: return "its elements are arrays; write it again with the lengths as axes of the dataset";
    case H5T_BITFIELD: return "it holds bit fields; write it again as integers";
    case H5T_OPAQUE: return "it holds opaque bytes, and arrays of numbers are read";
    case H5T_TIME: return "it holds times; write it again as integers";
    default: return "its type is unknown; the file is damaged";
  }
  if (refusal) return refusal;
  if (result->size > 1) {
    H5T_order_t order = H5Tget_order(type);
    if (order != H5T_ORDER_LE && order != H5T_ORDER_BE) return "its byte order is neither little- nor big-endian";
    result->is_big_endian = order == H5T_ORDER_BE;
  }
  return NULL;
}

static void report_fill_value(hid_t properties, hid_t type, size_t size) {
  unsigned char value[8] = {0};
  H5D_fill_value_t status = H5D_FILL_VALUE_UNDEFINED;
  if (H5Pfill_value_defined(properties, &status) >= 0 && status == H5D_FILL_VALUE_USER_DEFINED &&
      H5Pget_fill_value(properties, type, value) >= 0)
    report_bytes(value, size);
  else
    report_text("");
}

enum {
  /// Datasets of more chunks are looked up in parts when they are read.
  PLACES_OF_DATASET = 1 << 12,
  PLACES_OF_FILE = 1 << 17,
};

/// Reports where all the chunks of a dataset stand, if they are not too many.
static void report_places(hid_t dataset, const char *path, int rank, const hsize_t *lengths, const hsize_t *chunk) {
  static size_t used;
  static chunk_place places[PLACES_OF_DATASET];
  hsize_t counts[H5S_MAX_RANK];
  size_t count = 1;
  for (int axis = 0; axis < rank && count <= PLACES_OF_DATASET; axis++) {
    counts[axis] = chunk[axis] == 0 ? 0 : lengths[axis] / chunk[axis] + (lengths[axis] % chunk[axis] != 0);
    count = counts[axis] > PLACES_OF_DATASET ? PLACES_OF_DATASET + 1 : count * counts[axis];
  }
  if (count > PLACES_OF_DATASET || used + count > PLACES_OF_FILE) return report_word(0);
  for (size_t number = 0; number < count; number++) {
    hsize_t offset[H5S_MAX_RANK];
    size_t rest = number;
    for (int axis = rank - 1; axis >= 0; rest /= counts[axis--]) offset[axis] = rest % counts[axis] * chunk[axis];
    if (find_chunk(dataset, offset, path, &places[number]) < 0) return report_word(0);
  }
  used += count;
  report_word(count);
  if (count > 0) report_words(&places[0].address, 3 * count);
}

static void report_chunked(hid_t properties, int rank, const hsize_t *chunk) {
  unsigned options = 0;
  int filters = H5Pget_nfilters(properties);
  for (int axis = 0; axis < rank; axis++) report_word(chunk[axis]);
  report_word(H5Pget_chunk_opts(properties, &options) >= 0 && (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS));
  report_word(filters < 0 ? 0 : (uint64_t)filters);
  for (int index = 0; index < filters; index++) {
    unsigned flags = 0, settings = 0, values[16] = {0};
    size_t count = 16;
    char name[64] = "";
    H5Z_filter_t id = H5Pget_filter2(properties, (unsigned)index, &flags, &count, values, sizeof name, name, &settings);
    name[sizeof name - 1] = 0;
    report_word((uint64_t)(int64_t)id);
    report_word(count > 0 ? values[0] : 0);
    report_text(name);
  }
}

/// Where a contiguous dataset begins; undefined when nothing was ever written to it. H5Dget_offset alone does not tell:
/// to "undefined", too, it adds the length of a user block.
static haddr_t contiguous_address(hid_t dataset) {
  H5D_space_status_t status = H5D_SPACE_STATUS_NOT_ALLOCATED;
  if (H5Dget_space_status(dataset, &status) < 0 || status == H5D_SPACE_STATUS_NOT_ALLOCATED) return HADDR_UNDEF;
  return H5Dget_offset(dataset);
}

/// Datasets of this layout stand in the object's header, which has at most 64 KiB.
enum { COMPACT_LIMIT = 1 << 16 };

static void describe(hid_t dataset, hid_t properties, hid_t type, const char *key, const char *path) {
  element element;
  H5D_layout_t layout = H5Pget_layout(properties);
  if (layout == H5D_VIRTUAL)
    return report_refusal(
        key, 0, "it is put together from other datasets (virtual); copy their numbers into one dataset");
  if (H5Pget_external_count(properties) > 0)
    return report_refusal(key, 0, "its numbers stand in another file (external storage); copy them into this file");
  const char *refusal = describe_type(type, &element);
  if (refusal) return report_refusal(key, 0, refusal);

  hid_t space = H5Dget_space(dataset);
  H5S_class_t extent = H5Sget_simple_extent_type(space);
  if (extent == H5S_NULL) return report_refusal(key, 0, "it holds nothing (a null dataspace); leave it out");
  hsize_t lengths[H5S_MAX_RANK], chunk[H5S_MAX_RANK];
  int rank = H5Sget_simple_extent_ndims(space);
  if (space < 0 || rank < 0 || rank > H5S_MAX_RANK || H5Sget_simple_extent_dims(space, lengths, NULL) != rank)
    return report_refusal(key, 1, "its shape cannot be read; the file is damaged");

  unsigned char *contents = NULL;
  size_t content_count = element.size;
  haddr_t address = HADDR_UNDEF;
  switch (layout) {
    case H5D_CONTIGUOUS: address = contiguous_address(dataset); break;
    case H5D_CHUNKED:
      if (H5Pget_chunk(properties, H5S_MAX_RANK, chunk) != rank || rank == 0)
        return report_refusal(key, 1, "its chunks have other axes than it; the file is damaged");
      break;
    case H5D_COMPACT:
      for (int axis = 0; axis < rank; axis++) {
        if (lengths[axis] > COMPACT_LIMIT || content_count > COMPACT_LIMIT) content_count = COMPACT_LIMIT + 1;
        else content_count *= lengths[axis];
      }
      if (content_count > COMPACT_LIMIT || !(contents = calloc(content_count + 1, 1)) ||
          (content_count > 0 && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, contents) < 0))
        return report_refusal(key, 1, "its numbers, which stand in its header, cannot be read; the file is damaged");
      break;
    default: return report_refusal(key, 1, "its layout is unknown; the file is damaged");
  }

  report_word(HDF5_REPORT_DATASET);
  report_text(key);
  report_word(element.kind);
  report_word(element.size);
  report_word(element.is_big_endian);
  report_word((uint64_t)rank);
  for (int axis = 0; axis < rank; axis++) report_word(lengths[axis]);
  report_fill_value(properties, type, element.size);
  if (layout == H5D_CHUNKED) {
    report_word(HDF5_LAYOUT_CHUNKED);
    report_chunked(properties, rank, chunk);
    report_places(dataset, path, rank, lengths, chunk);
  } else if (layout == H5D_COMPACT) {
    report_word(HDF5_LAYOUT_COMPACT);
    report_bytes(contents, content_count);
  } else if (address == HADDR_UNDEF) {
    report_word(HDF5_LAYOUT_ABSENT);
  } else {
    report_word(HDF5_LAYOUT_CONTIGUOUS);
    report_word(address);
  }
  free(contents);
  H5Sclose(space);
}

void report_dataset(hid_t dataset, const char *key, const char *path) {
  hid_t properties = H5Dget_create_plist(dataset);
  hid_t type = H5Dget_type(dataset);
  if (properties < 0 || type < 0)
    report_refusal(key, 1, "its description cannot be read; the file is damaged");
  else
    describe(dataset, properties, type, key, path);
  H5Tclose(type);
  H5Pclose(properties);
}
