import PlanarPushing

/// A number that two domains may differ in.
struct DomainParameter {
  let name: String
  let value: Double
  let unit: String

  /// Those parameters of a domain that differ among some domains or from the source, or all where there is only the
  /// source.
  static func distinguishing(_ domains: [PushingDomain], _ domain: PushingDomain) -> [DomainParameter] {
    let lists = (domains + [.source]).map(all)
    let own = all(domain)
    let different = own.indices.filter { place in lists.contains { $0[place].value != lists[0][place].value } }
    return different.isEmpty && domain == .source && domains.count == 1 ? own : different.map { own[$0] }
  }

  private static func all(_ domain: PushingDomain) -> [DomainParameter] {
    let (physics, look, variation) = (domain.physics, domain.appearance.look, domain.appearance.variation)
    let pixels = PushingWorld.pixelsPerMetre
    var list: [DomainParameter] = []
    func add(_ name: String, _ value: Double, _ unit: String = "1") {
      list.append(DomainParameter(name: name, value: value, unit: unit))
    }
    func add(_ name: String, _ colour: Colour) {
      for (channel, value) in [("red", colour.red), ("green", colour.green), ("blue", colour.blue)] {
        add("\(name)_\(channel)", value, "share of 255")
      }
    }
    add("table", look.palette.table)
    add("block", look.palette.block)
    add("pusher", look.palette.pusher)
    add("walls", look.palette.walls)
    add("background", look.palette.background)
    add("colour_radius", variation.colour, "share of 255")
    add("light", look.light.tint)
    add("light_gradient_x", look.light.gradient.x, "share per table side")
    add("light_gradient_y", look.light.gradient.y, "share per table side")
    add("shadows", Double(look.light.shadows.count))
    add("shadow_strength", look.light.shadows.first?.strength ?? 0)
    add("pixel_noise", look.noise.deviation, "grey level of 255")
    add("picture_rotation", look.pose.rotation * 180 / .pi, "degree")
    add("zoom", look.pose.zoom)
    // Positive towards the bar, which lies at smaller y.
    add("centre_of_gravity_shift", 0 - physics.centreShift.y / pixels, "m")
    add("contact_friction", physics.contactFriction)
    add("damping", physics.damping, "share of velocity kept per second")
    add("goal_shift", domain.targetShift.y / pixels, "m")
    let calibration = domain.calibration
    add("calibration_rotation", calibration.rotation * 180 / .pi, "degree")
    add("calibration_shift", calibration.shift.length / pixels, "m")
    add("calibration_scale", calibration.scale)
    add("calibration_bias", calibration.bias / pixels, "m")
    add("calibration_noise", calibration.noise / pixels, "m")
    add("shapes", Double(domain.shapes.count))
    return list
  }
}
