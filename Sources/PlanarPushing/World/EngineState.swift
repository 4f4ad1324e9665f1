import Chipmunk

/// All of a space that bears on its future: bodies, contact cache and broad phase, as a value.
///
/// The solver starts from last step's impulses, goes through contacts in the order in which the broad phase finds them,
/// and finds them from last step's features. So bodies alone are not enough: a space continues with equal bits only when
/// arbiters with their contacts, the tree of bounding boxes with its padding, and the pairs of neighbouring leaves with
/// their order and identifiers come back as well.
///
/// It can be restored into any space that was made for the same block, the space it was taken of or another.
struct EngineState: Sendable, Equatable {
  private let bodies: [BodyState]
  /// Seconds of the last substep, 0 before the first: the solver scales old impulses by it.
  private let lastDuration: Double
  private let broadPhase: BroadPhaseState
  private let contacts: ContactCache
  /// Walls, pusher and parts.
  let shapeCount: Int

  init(of engine: ChipmunkSpace) {
    bodies = [BodyState(of: engine.pusher), BodyState(of: engine.block)]
    lastDuration = engine.space.pointee.curr_dt
    broadPhase = BroadPhaseState(of: engine)
    contacts = ContactCache(of: engine)
    shapeCount = engine.shapes.count
  }

  /// - Precondition: the engine has as many shapes.
  func restore(into engine: ChipmunkSpace) {
    precondition(engine.shapes.count == shapeCount, "a space can only be restored to the state of one with its shapes")
    bodies[0].restore(into: engine.pusher)
    bodies[1].restore(into: engine.block)
    engine.space.pointee.curr_dt = lastDuration
    broadPhase.restore(into: engine)
    contacts.restore(into: engine)
  }
}

/// What moves of a body. Mass, moment and centre of gravity belong to the physics and stay.
private struct BodyState: Sendable, Equatable {
  private let centre, velocity, force, biasVelocity: Point
  private let angle, spin, torque, biasSpin: Double
  private let transform: [Double]

  init(of body: UnsafeMutablePointer<cpBody>) {
    let body = body.pointee
    centre = Point(body.p)
    velocity = Point(body.v)
    force = Point(body.f)
    biasVelocity = Point(body.v_bias)
    (angle, spin, torque, biasSpin) = (body.a, body.w, body.t, body.w_bias)
    let t = body.transform
    transform = [t.a, t.b, t.c, t.d, t.tx, t.ty]
  }

  func restore(into body: UnsafeMutablePointer<cpBody>) {
    body.pointee.p = cpVect(centre)
    body.pointee.v = cpVect(velocity)
    body.pointee.f = cpVect(force)
    body.pointee.v_bias = cpVect(biasVelocity)
    (body.pointee.a, body.pointee.w, body.pointee.t, body.pointee.w_bias) = (angle, spin, torque, biasSpin)
    let t = transform
    body.pointee.transform = cpTransform(a: t[0], b: t[1], c: t[2], d: t[3], tx: t[4], ty: t[5])
  }
}
