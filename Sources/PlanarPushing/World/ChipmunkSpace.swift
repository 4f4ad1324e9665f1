import Chipmunk

/// One of Chipmunk's spaces with everything in it, freed with this object.
///
/// Made in the order in which gym-pusht makes its own, on which bits depend: four walls, the kinematic pusher, the block
/// with its parts before its centre of gravity.
final class ChipmunkSpace {
  let space: UnsafeMutablePointer<cpSpace>
  let pusher: UnsafeMutablePointer<cpBody>
  let block: UnsafeMutablePointer<cpBody>
  /// Walls, pusher, parts: a shape's place here is its name in a snapshot.
  let shapes: [UnsafeMutablePointer<cpShape>]
  private let shape: BlockShape

  private static let firstSpace: Void = chipmunk_make_first_space_quietly()

  init(block shape: BlockShape, physics: Physics) {
    Self.firstSpace
    self.shape = shape
    space = cpSpaceNew()
    cpSpaceSetGravity(space, cpVect(x: 0, y: 0))
    cpSpaceSetDamping(space, physics.damping)
    var shapes: [UnsafeMutablePointer<cpShape>] = []

    let (low, high) = (PushingWorld.wallRange.lowerBound, PushingWorld.wallRange.upperBound)
    let corners = [
      (cpVect(x: low, y: high), cpVect(x: low, y: low)), (cpVect(x: low, y: low), cpVect(x: high, y: low)),
      (cpVect(x: high, y: low), cpVect(x: high, y: high)), (cpVect(x: low, y: high), cpVect(x: high, y: high)),
    ]
    for (start, end) in corners {
      shapes.append(cpSegmentShapeNew(cpSpaceGetStaticBody(space), start, end, PushingWorld.wallRadius))
    }
    for wall in shapes { cpSpaceAddShape(space, wall) }

    pusher = cpBodyNewKinematic()
    cpBodySetPosition(pusher, cpVect(x: 256, y: 400))
    let circle = cpCircleShapeNew(pusher, PushingWorld.pusherRadius, cpVect(x: 0, y: 0))!
    cpShapeSetFriction(circle, 1)
    cpSpaceAddBody(space, pusher)
    cpSpaceAddShape(space, circle)
    shapes.append(circle)

    let block = cpBodyNew(physics.mass, physics.mass * shape.momentPerMass * physics.inertiaScale)!
    self.block = block
    let parts = shape.parts.map { part in
      let vertices = part.vertices.map { cpVect(x: $0.x, y: $0.y) }
      return cpPolyShapeNew(block, Int32(vertices.count), vertices, cpTransformIdentity, 0)!
    }
    cpBodySetCenterOfGravity(block, cpVect(shape.centre + physics.centreShift))
    cpBodySetAngle(block, 0)
    cpBodySetPosition(block, cpVect(x: 256, y: 300))
    cpSpaceAddBody(space, block)
    for part in parts {
      cpShapeSetFriction(part, physics.contactFriction)
      cpSpaceAddShape(space, part)
      shapes.append(part)
    }
    self.shapes = shapes
  }

  /// - Precondition: positions are set before the next step: that of the centre of gravity stays, not the block's.
  func change(to physics: Physics) {
    cpSpaceSetDamping(space, physics.damping)
    cpBodySetMass(block, physics.mass)
    cpBodySetMoment(block, physics.mass * shape.momentPerMass * physics.inertiaScale)
    cpBodySetCenterOfGravity(block, cpVect(shape.centre + physics.centreShift))
    for part in shapes.suffix(shape.parts.count) { cpShapeSetFriction(part, physics.contactFriction) }
  }

  deinit {
    for shape in shapes {
      cpSpaceRemoveShape(space, shape)
      cpShapeFree(shape)
    }
    for body in [pusher, block] {
      cpSpaceRemoveBody(space, body)
      cpBodyFree(body)
    }
    cpSpaceFree(space)
  }

  /// The place of a shape in `shapes`.
  func index(of shape: UnsafePointer<cpShape>) -> Int {
    shapes.firstIndex { UnsafePointer($0) == shape }!
  }
}

extension cpVect {
  init(_ point: Point) { self.init(x: point.x, y: point.y) }
}

extension Point {
  init(_ vector: cpVect) { self.init(vector.x, vector.y) }
}
