#include "survey.h"

#include <stdio.h>
#include <string.h>

#include "dataset.h"
#include "hdf5_survey.h"
#include "report.h"

enum {
  /// Groups within groups.
  DEPTH_LIMIT = 32,
  /// Links that are followed in all. Two names for one group at each of many depths make many names.
  LINK_LIMIT = 100000,
  KEY_LIMIT = 2048,
};

typedef struct {
  const char *path;
  /// The groups that stand above; a link to one of them leads round in a circle.
  haddr_t above[DEPTH_LIMIT];
  int depth;
  char key[KEY_LIMIT];
  size_t key_length;
  long links;
} walk;

/// The innermost of the library's complaints says most.
static herr_t keep_first(unsigned position, const H5E_error2_t *error, void *context) {
  if (position == 0 && error->desc) snprintf(context, 256, "%s", error->desc);
  return 0;
}

/// What cannot be done, what the library says of it, and the two causes that there can be.
static const char *complaint(const char *what) {
  static char text[640];
  char reason[256] = "";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, reason);
  snprintf(text, sizeof text,
      "%s%s%s%s; it is damaged, or written in a format newer than libhdf5 %d.%d knows: "
      "write it again, with libver=('earliest', 'v110') in h5py",
      what, reason[0] ? " (" : "", reason, reason[0] ? ")" : "", H5_VERS_MAJOR, H5_VERS_MINOR);
  return text;
}

static void report_complaint(const char *key, const char *what) { report_refusal(key, 1, complaint(what)); }

void report_failure(const char *what) {
  report_word(HDF5_REPORT_FAILURE);
  report_text(complaint(what));
}

static void visit_group(hid_t group, walk *walk);

static void visit_object(hid_t object, walk *walk) {
  H5O_info_t info;
  switch (H5Iget_type(object)) {
    case H5I_DATASET: report_dataset(object, walk->key, walk->path); break;
    case H5I_GROUP:
      if (H5Oget_info(object, &info) < 0)
        return report_complaint(walk->key, "this group cannot be read");
      for (int level = 0; level < walk->depth; level++)
        if (walk->above[level] == info.addr) return;
      if (walk->depth == DEPTH_LIMIT) return report_refusal(walk->key, 0, "it stands in more than 32 groups");
      walk->above[walk->depth++] = info.addr;
      if (walk->key_length > 0) {
        report_word(HDF5_REPORT_GROUP);
        report_text(walk->key);
      }
      visit_group(object, walk);
      walk->depth--;
      break;
    default: break;
  }
}

static void visit_link(hid_t group, const char *name, const H5L_info_t *info, walk *walk) {
  switch (info->type) {
    case H5L_TYPE_EXTERNAL:
      return report_refusal(
          walk->key, 0, "it is a link to another file, which is not followed; name that file instead");
    case H5L_TYPE_HARD:
    case H5L_TYPE_SOFT: break;
    default: return report_refusal(walk->key, 0, "it is a link of an unknown kind, which is not followed");
  }
  hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object >= 0) {
    visit_object(object, walk);
    H5Oclose(object);
  } else if (info->type == H5L_TYPE_SOFT) {
    report_refusal(walk->key, 0, "it is a link that leads to nothing in this file");
  } else {
    report_complaint(walk->key, "its header cannot be read");
  }
}

static herr_t visit_name(hid_t group, const char *name, const H5L_info_t *info, void *context) {
  walk *walk = context;
  if (++walk->links > LINK_LIMIT) return -1;
  size_t before = walk->key_length, length = strlen(name);
  if (before + length + 2 > KEY_LIMIT) {
    report_refusal(walk->key, 0, "a name within it is longer than 2000 bytes");
    return 0;
  }
  if (before > 0) walk->key[walk->key_length++] = '/';
  memcpy(walk->key + walk->key_length, name, length + 1);
  walk->key_length += length;
  visit_link(group, name, info, walk);
  walk->key_length = before;
  walk->key[before] = 0;
  // Whoever listens gives up on a child that is silent for long.
  if (walk->links % 64 == 0) report_flush();
  return 0;
}

static void visit_group(hid_t group, walk *walk) {
  if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_name, walk) >= 0 || walk->links > LINK_LIMIT) return;
  report_complaint(walk->key, "what this group holds cannot be listed");
}

hid_t open_file(const char *path) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  // Filters from elsewhere on the machine are never loaded, and no link leads out of the file.
  H5PLset_loading_state(0);
  H5Lunregister(H5L_TYPE_EXTERNAL);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
#if H5_VERSION_GE(1, 10, 7)
  // Some file systems have no locks, and a file that is only read needs none.
  H5Pset_file_locking(access, 0, 1);
#endif
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
  if (file < 0) report_failure("libhdf5 cannot open it");
  return file;
}

void survey(const char *path) {
  hid_t file = open_file(path);
  if (file < 0) return;
  static walk walk;
  walk.path = path;
  hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
  if (root < 0) return report_failure("its root group cannot be read");
  visit_object(root, &walk);
  if (walk.links > LINK_LIMIT) {
    report_word(HDF5_REPORT_FAILURE);
    report_text("it has more than 100000 names; split it into several files");
  }
}
