#pragma once
#include <stdio.h>
#include <chipmunk/chipmunk_private.h>

// How version 7.0.3 lays out its broad phase, which its headers leave open. A world is saved with it, so that pairs of
// shapes come back in the order, and with the collision identifiers, that they had.
typedef struct cpBBTreeNode cpBBTreeNode;
typedef struct cpBBTreePair cpBBTreePair;

typedef struct cpBBTreeThread {
  cpBBTreePair *prev;
  cpBBTreeNode *leaf;
  cpBBTreePair *next;
} cpBBTreeThread;

struct cpBBTreePair {
  cpBBTreeThread a, b;
  cpCollisionID id;
};

struct cpBBTreeNode {
  void *shape;  // none in an inner node
  cpBB bounds;
  cpBBTreeNode *parent;
  union {
    struct { cpBBTreeNode *a, *b; } children;
    struct { cpTimestamp stamp; cpBBTreePair *pairs; } leaf;
  } content;
};

struct cpBBTree {
  cpSpatialIndex index;
  cpBBTreeVelocityFunc velocity;
  cpHashSet *leaves;
  cpBBTreeNode *root;
  cpBBTreeNode *pooledNodes;
  cpBBTreePair *pooledPairs;
  cpArray *allocatedBuffers;
  cpTimestamp stamp;
};

/// Makes the process's first space and throws it away. Debian builds Chipmunk with its checks on, and such a build
/// prints a banner at the first space: it goes to memory, while nobody else can write to standard output.
/// To be called once.
static inline void chipmunk_make_first_space_quietly(void) {
  static char *text;
  static size_t length;
  FILE *output = stdout;
  flockfile(output);
  FILE *unread = open_memstream(&text, &length);
  if (unread) stdout = unread;
  cpSpaceFree(cpSpaceNew());
  stdout = output;
  funlockfile(output);
  // The stream stays open: a thread that came upon it may still be writing.
}
