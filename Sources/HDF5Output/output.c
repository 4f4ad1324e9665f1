#include "hdf5_output.h"

#include <errno.h>
#include <hdf5/serial/hdf5.h>
#include <stdlib.h>
#include <string.h>

enum { RANK_LIMIT = 32 };

static hid_t stored_type(int type) {
  switch (type) {
    case HDF5_OUTPUT_UNSIGNED_8: return H5T_STD_U8LE;
    case HDF5_OUTPUT_SIGNED_64: return H5T_STD_I64LE;
    case HDF5_OUTPUT_FLOAT_32: return H5T_IEEE_F32LE;
    default: return H5T_IEEE_F64LE;
  }
}

static hid_t memory_type(int type) {
  switch (type) {
    case HDF5_OUTPUT_UNSIGNED_8: return H5T_NATIVE_UINT8;
    case HDF5_OUTPUT_SIGNED_64: return H5T_NATIVE_INT64;
    case HDF5_OUTPUT_FLOAT_32: return H5T_NATIVE_FLOAT;
    default: return H5T_NATIVE_DOUBLE;
  }
}

int64_t hdf5_output_open(const char *path) {
  // At the process's end libhdf5 would bring a file to disk whose writing failed, and crash over it.
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

int hdf5_output_close(int64_t file) { return H5Fclose(file); }

/// libhdf5's own file driver puts the system's number into its description.
static herr_t find_number(unsigned position, const H5E_error2_t *error, void *context) {
  (void)position;
  const char *place = error->desc ? strstr(error->desc, "errno = ") : NULL;
  if (place) *(int *)context = atoi(place + strlen("errno = "));
  return 0;
}

int hdf5_output_error(void) {
  int number = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_number, &number);
  return number > 0 ? number : EIO;
}

static hid_t making_groups(void) {
  hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  return links;
}

int hdf5_output_group(int64_t file, const char *key) {
  hid_t links = making_groups(), creation = H5Pcreate(H5P_GROUP_CREATE);
  H5Pset_obj_track_times(creation, 0);
  hid_t group = H5Gcreate2(file, key, links, creation, H5P_DEFAULT);
  H5Pclose(creation);
  H5Pclose(links);
  return group < 0 ? -1 : H5Gclose(group);
}

static int attribute(int64_t file, const char *key, const char *name, hid_t type, const void *value) {
  int status = -1;
  hid_t object = H5Oopen(file, key, H5P_DEFAULT);
  hid_t space = H5Screate(H5S_SCALAR);
  hid_t attribute = object < 0 ? -1 : H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0) {
    status = H5Awrite(attribute, type, value);
    if (H5Aclose(attribute) < 0) status = -1;
  }
  H5Sclose(space);
  if (object >= 0) H5Oclose(object);
  return status;
}

int hdf5_output_text_attribute(int64_t file, const char *key, const char *name, const char *text) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  int status = attribute(file, key, name, type, &text);
  H5Tclose(type);
  return status;
}

int hdf5_output_integer_attribute(int64_t file, const char *key, const char *name, int64_t value) {
  return attribute(file, key, name, H5T_NATIVE_INT64, &value);
}

static hid_t dataset(int64_t file, const char *key, hid_t type, hid_t space, hid_t creation) {
  H5Pset_obj_track_times(creation, 0);
  hid_t links = making_groups();
  hid_t dataset = H5Dcreate2(file, key, type, space, links, creation, H5P_DEFAULT);
  H5Pclose(links);
  return dataset;
}

int hdf5_output_texts(int64_t file, const char *key, const char *bytes, size_t count, size_t width) {
  hsize_t length = count;
  hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &length, NULL);
  H5Tset_size(type, width > 0 ? width : 1);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  hid_t texts = dataset(file, key, type, space, creation);
  int status = texts < 0 ? -1 : count > 0 ? H5Dwrite(texts, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) : 0;
  if (texts >= 0 && H5Dclose(texts) < 0) status = -1;
  H5Pclose(creation);
  H5Sclose(space);
  H5Tclose(type);
  return status;
}

int64_t hdf5_output_array(
    int64_t file, const char *key, int type, size_t rank, const uint64_t *shape, uint64_t chunk_rows,
    int deflate_level) {
  if (rank == 0 || rank > RANK_LIMIT) return -1;
  hsize_t lengths[RANK_LIMIT], chunk[RANK_LIMIT];
  for (size_t axis = 0; axis < rank; axis++) chunk[axis] = lengths[axis] = shape[axis];
  hid_t space = H5Screate_simple((int)rank, lengths, NULL), creation = H5Pcreate(H5P_DATASET_CREATE);
  if (chunk_rows > 0) {
    chunk[0] = chunk_rows;
    H5Pset_chunk(creation, (int)rank, chunk);
    if (deflate_level > 0) H5Pset_deflate(creation, (unsigned)deflate_level);
  }
  hid_t array = dataset(file, key, stored_type(type), space, creation);
  H5Pclose(creation);
  H5Sclose(space);
  return array;
}

int hdf5_output_whole(int64_t dataset, int type, const void *bytes) {
  return H5Dwrite(dataset, memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes);
}

int hdf5_output_chunk(int64_t dataset, uint64_t row, const void *bytes, size_t count) {
  hsize_t offset[RANK_LIMIT] = {row};
  return H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, offset, count, bytes);
}

int hdf5_output_finish(int64_t dataset) { return H5Dclose(dataset); }
