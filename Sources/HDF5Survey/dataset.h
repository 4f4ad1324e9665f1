#pragma once
#include <hdf5/serial/hdf5.h>

/// Reports on a dataset: a refusal or all that is needed to read it.
/// @param path of the file.
void report_dataset(hid_t dataset, const char *key, const char *path);
