#include "chunks.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hdf5_survey.h"
#include "report.h"
#include "survey.h"

/// What to add to the addresses that the library gives: some of its versions count them from the end of the user block,
/// others from the beginning of the file. One chunk read both ways tells which.
static haddr_t address_base(hid_t dataset, const char *path, const hsize_t *offset, haddr_t address, hsize_t size) {
  hsize_t user_block = 0;
  uint32_t mask;
  hid_t file = H5Iget_file_id(dataset);
  hid_t properties = H5Fget_create_plist(file);
  H5Pget_userblock(properties, &user_block);
  H5Pclose(properties);
  H5Fclose(file);
  if (user_block == 0 || size > (1 << 28)) return 0;
  unsigned char *expected = malloc(size), *found = malloc(size);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  int is_after_block = expected && found && H5Dread_chunk(dataset, H5P_DEFAULT, offset, &mask, expected) >= 0 &&
                       pread(descriptor, found, size, (off_t)(address + user_block)) == (ssize_t)size &&
                       memcmp(expected, found, size) == 0;
  close(descriptor);
  free(expected);
  free(found);
  return is_after_block ? user_block : 0;
}

int find_chunk(hid_t dataset, const hsize_t *offset, const char *path, chunk_place *place) {
  // One child looks at one file.
  static haddr_t base = HADDR_UNDEF;
  unsigned mask = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t size = 0;
  if (H5Dget_chunk_info_by_coord(dataset, offset, &mask, &address, &size) < 0) return -1;
  if (address != HADDR_UNDEF) {
    if (base == HADDR_UNDEF) base = address_base(dataset, path, offset, address, size);
    address += base;
  }
  *place = (chunk_place){address, size, mask};
  return 0;
}

void search_chunks(const char *path, const char *name, const uint64_t *offsets, size_t count, size_t rank) {
  hid_t file = open_file(path);
  if (file < 0) return;
  hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  if (dataset < 0) return report_failure("libhdf5 cannot open the dataset");
  for (size_t chunk = 0; chunk < count; chunk++) {
    chunk_place place;
    hsize_t offset[H5S_MAX_RANK];
    for (size_t axis = 0; axis < rank && axis < H5S_MAX_RANK; axis++) offset[axis] = offsets[chunk * rank + axis];
    if (find_chunk(dataset, offset, path, &place) < 0) return report_failure("libhdf5 cannot find its chunks");
    report_word(HDF5_REPORT_CHUNK);
    report_words(&place.address, 3);
  }
}
