import Experiments
import Testing

@Suite struct ConfigurationTests {
  struct Settings: Codable, Equatable {
    struct Toy: Codable, Equatable {
      var steps = 4000
      var learningRate = 3e-3
      var activation = "silu"
      var isNormalized = false
    }
    var w = [0.001, 0.5, 1]
    var toy = Toy()
  }

  let tree = try! ConfigurationValue(describing: Settings())

  func settings(_ overrides: String...) throws -> Settings {
    try tree.applying(overrides.map(ConfigurationValue.Override.init(parsing:)), to: Settings.self).value(
      of: Settings.self)
  }

  func complaint(_ overrides: String...) -> String {
    do {
      _ = try tree.applying(overrides.map(ConfigurationValue.Override.init(parsing:)), to: Settings.self).value(
        of: Settings.self)
      return "none"
    } catch let error as UsageError {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func yamlIsCompleteSortedAndReadsBack() throws {
    let lines = [
      "toy:", "  activation: silu", "  isNormalized: false", "  learningRate: 0.003", "  steps: 4000",
      "w: [0.001, 0.5, 1]", "",
    ]
    #expect(try tree.yaml() == lines.joined(separator: "\n"))
    let read = try ConfigurationValue(yaml: tree.yaml(), name: "config.yaml")
    #expect(read == tree)
    #expect(try read.value(of: Settings.self) == Settings())
  }

  @Test func wordsThatLookLikeOtherValuesKeepTheirType() throws {
    let words: [ConfigurationValue] = ["1", "true", "null", "", "- a", "a: b", "#", "é\n"].map { .text($0) }
    let list = ConfigurationValue.map(["words": .list(words)])
    #expect(try ConfigurationValue(yaml: list.yaml(), name: "words") == list)
  }

  @Test func numbersKeepEveryBit() throws {
    for number in [0.1, 1.0 / 3, 1e-300, .leastNonzeroMagnitude, -2.5e17, 1.7976931348623157e308] {
      let map = ConfigurationValue.map(["x": .number(number)])
      #expect(try ConfigurationValue(yaml: map.yaml(), name: "x").value(of: [String: Double].self) == ["x": number])
    }
  }

  @Test func anOverrideReplacesOneValue() throws {
    let changed = try settings("toy.steps=100", "toy.learningRate=1e-3", "w=[.1, 1]", "toy.isNormalized=true")
    #expect(changed.toy == Settings.Toy(steps: 100, learningRate: 1e-3, activation: "silu", isNormalized: true))
    #expect(changed.w == [0.1, 1])
  }

  @Test func anUnknownKeyNamesTheNearest() {
    #expect(complaint("toy.stesp=1") == "unknown key 'toy.stesp'; the nearest known key is 'toy.steps'")
    #expect(complaint("steps=1") == "unknown key 'steps'; the nearest known key is 'toy.steps'")
    #expect(complaint("v=[1]") == "unknown key 'v'; the nearest known key is 'w'")
    #expect(complaint("toy.steps.x=1") == "unknown key 'toy.steps.x'; the nearest known key is 'toy.steps'")
  }

  @Test func aValueOfAnotherTypeNamesTheKey() {
    #expect(complaint("toy.steps=many") == "key 'toy.steps': a word given, expected a number such as 4000")
    #expect(complaint("toy.steps=1.5").hasPrefix("key 'toy.steps': 1.5 does not fit here"))
    #expect(complaint("w=[a]").hasPrefix("key 'w': a list given, expected a list such as [0.001, 0.5, 1]"))
    #expect(complaint("toy=1").hasPrefix("key 'toy': a number given, expected a group of keys"))
    #expect(complaint("toy.steps") == "--set 'toy.steps': expected key=value, such as --set setting.steps=1000")
    #expect(complaint("toy.steps=[1").hasPrefix("--set toy.steps=[1: the value is not readable"))
  }

  @Test func filesThatExplodeOrAreNotYAMLAreRefused() {
    // Every line doubles the one before it.
    let bomb = "a0: &a0 [1, 1]\n" + (1..<60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    let long = "a: " + String(repeating: "x", count: ConfigurationValue.largestFile)
    let deep = String(repeating: "[", count: 100_000)
    for text in [bomb, long, deep, "", "a: [", "a: 1\na: 2\n", "? [1]\n: 2\n"] {
      #expect(throws: InputError.self) { try ConfigurationValue(yaml: text, name: "config.yaml") }
    }
  }

  @Test func theNearestNameIsTheOneFewestEditsAway() {
    #expect(nearestName(to: "toy-los", among: ["toy-anova", "toy-loss", "methods"]) == "toy-loss")
    #expect(nearestName(to: "TOY-LOSS", among: ["toy-anova", "toy-loss"]) == "toy-loss")
    #expect(nearestName(to: "", among: ["toy-loss", "w"]) == "w")
    #expect(nearestName(to: "x", among: []) == nil)
  }
}
