import Chipmunk
import Foundation

/// The contacts of a space: which shapes touch or touched lately, where, and with which impulses.
struct ContactCache: Sendable, Equatable {
  /// One pair of shapes that touches (`active`) or did within the last steps.
  fileprivate struct Pair: Sendable, Equatable {
    var a, b: Int
    /// Touching in the last step, at this place in the solver's list.
    var order: Int?
    /// Steps since the pair last touched. Time stamps themselves go on in the space restored into, because its contact
    /// buffers are used again in the order of theirs.
    var age: UInt32
    var state: UInt32
    var normal: Point
    var restitution, friction: Double
    var surfaceVelocity: Point
    var swapped: UInt8
    var contacts: [Contact]
  }

  /// Chipmunk's `cpContact`.
  fileprivate struct Contact: Sendable, Equatable {
    var r1, r2: Point
    var normalMass, tangentMass, bounce: Double
    var normalImpulse, tangentImpulse, biasImpulse, bias: Double
    var feature: UInt
  }

  fileprivate let pairs: [Pair]

  init(of engine: ChipmunkSpace) {
    var cached: [UnsafeMutablePointer<cpArbiter>] = []
    withUnsafeMutablePointer(to: &cached) { list in
      cpHashSetEach(
        engine.space.pointee.cachedArbiters,
        { arbiter, list in
          list!.assumingMemoryBound(to: [UnsafeMutablePointer<cpArbiter>].self).pointee
            .append(arbiter!.assumingMemoryBound(to: cpArbiter.self))
        }, list)
    }
    let active = Self.active(engine.space)
    let stamp = engine.space.pointee.stamp
    pairs = cached.map { pointer in
      let arbiter = pointer.pointee
      return Pair(
        a: engine.index(of: arbiter.a), b: engine.index(of: arbiter.b), order: active.firstIndex(of: pointer),
        age: stamp &- arbiter.stamp, state: arbiter.state.rawValue, normal: Point(arbiter.n),
        restitution: arbiter.e, friction: arbiter.u, surfaceVelocity: Point(arbiter.surface_vr),
        swapped: arbiter.swapped, contacts: (0..<Int(arbiter.count)).map { Contact(arbiter.contacts[$0]) })
    }
    // The engine's own order follows addresses, which mean nothing.
    .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
  }

  private static func active(_ space: UnsafeMutablePointer<cpSpace>) -> [UnsafeMutablePointer<cpArbiter>] {
    let list = space.pointee.arbiters.pointee
    return (0..<Int(list.num)).map { list.arr[$0]!.assumingMemoryBound(to: cpArbiter.self) }
  }

  func restore(into engine: ChipmunkSpace) {
    let space = engine.space
    Self.clear(engine)
    var active: [(order: Int, arbiter: UnsafeMutablePointer<cpArbiter>)] = []
    // Contacts live in the engine's ring of buffers until their pair touches again or is forgotten.
    if !pairs.isEmpty { cpSpacePushFreshContactBuffer(space) }
    for pair in pairs {
      let (a, b) = (engine.shapes[pair.a], engine.shapes[pair.b])
      let arbiter = Self.arbiter(for: a, b, in: space)
      arbiter.pointee.stamp = space.pointee.stamp &- pair.age
      arbiter.pointee.state = cpArbiterState(rawValue: pair.state)
      arbiter.pointee.n = cpVect(pair.normal)
      arbiter.pointee.e = pair.restitution
      arbiter.pointee.u = pair.friction
      arbiter.pointee.surface_vr = cpVect(pair.surfaceVelocity)
      arbiter.pointee.swapped = pair.swapped
      if !pair.contacts.isEmpty {
        let memory = cpContactBufferGetArray(space)!
        for (place, contact) in pair.contacts.enumerated() { memory[place] = contact.engine }
        cpSpacePushContacts(space, Int32(pair.contacts.count))
        arbiter.pointee.contacts = memory
        arbiter.pointee.count = Int32(pair.contacts.count)
      }
      if let order = pair.order { active.append((order, arbiter)) }
    }
    for (_, arbiter) in active.sorted(by: { $0.order < $1.order }) { cpArrayPush(space.pointee.arbiters, arbiter) }
  }

  /// Forgets every contact; the arbiters go back to the pool.
  private static func clear(_ engine: ChipmunkSpace) {
    let space = engine.space
    for arbiter in active(space) { cpArbiterUnthread(arbiter) }
    space.pointee.arbiters.pointee.num = 0
    for body in [engine.pusher, engine.block, cpSpaceGetStaticBody(space)!] { body.pointee.arbiterList = nil }
    cpHashSetFilter(
      space.pointee.cachedArbiters,
      { arbiter, space in
        let arbiter = arbiter!.assumingMemoryBound(to: cpArbiter.self)
        arbiter.pointee.contacts = nil
        arbiter.pointee.count = 0
        cpArrayPush(space!.assumingMemoryBound(to: cpSpace.self).pointee.pooledArbiters, arbiter)
        return 0
      }, space)
  }

  /// A fresh arbiter for two shapes, in the space's set.
  private static func arbiter(
    for a: UnsafeMutablePointer<cpShape>, _ b: UnsafeMutablePointer<cpShape>, in space: UnsafeMutablePointer<cpSpace>
  ) -> UnsafeMutablePointer<cpArbiter> {
    let pool = space.pointee.pooledArbiters!
    if pool.pointee.num == 0 {
      // The space frees its buffers with itself.
      let count = Int(CP_BUFFER_BYTES) / MemoryLayout<cpArbiter>.size
      let buffer = calloc(1, Int(CP_BUFFER_BYTES))!.bindMemory(to: cpArbiter.self, capacity: count)
      cpArrayPush(space.pointee.allocatedBuffers, buffer)
      for place in 0..<count { cpArrayPush(pool, buffer + place) }
    }
    let arbiter = cpArrayPop(pool)!.assumingMemoryBound(to: cpArbiter.self)
    cpArbiterInit(arbiter, a, b)
    // Asked when a pair parts before it touched again.
    let handler = withUnsafeMutablePointer(to: &space.pointee.defaultHandler) { $0 }
    (arbiter.pointee.handler, arbiter.pointee.handlerA, arbiter.pointee.handlerB) = (handler, handler, handler)
    let coefficient: UInt = 3_344_921_057
    let hash = UInt(bitPattern: a) &* coefficient ^ UInt(bitPattern: b) &* coefficient
    let shapes: [UnsafeRawPointer?] = [UnsafeRawPointer(a), UnsafeRawPointer(b)]
    shapes.withUnsafeBytes {
      _ = cpHashSetInsert(
        space.pointee.cachedArbiters, hash, $0.baseAddress!, { _, arbiter in arbiter }, arbiter)
    }
    return arbiter
  }
}

extension ContactCache.Contact {
  fileprivate init(_ contact: cpContact) {
    self.init(
      r1: Point(contact.r1), r2: Point(contact.r2), normalMass: contact.nMass, tangentMass: contact.tMass,
      bounce: contact.bounce, normalImpulse: contact.jnAcc, tangentImpulse: contact.jtAcc, biasImpulse: contact.jBias,
      bias: contact.bias, feature: contact.hash)
  }

  fileprivate var engine: cpContact {
    cpContact(
      r1: cpVect(r1), r2: cpVect(r2), nMass: normalMass, tMass: tangentMass, bounce: bounce, jnAcc: normalImpulse,
      jtAcc: tangentImpulse, jBias: biasImpulse, bias: bias, hash: feature)
  }
}
