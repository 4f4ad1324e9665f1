import Foundation
import Kernels
import Tensors
import Testing

/// Philox and the promises a stream makes: what it yields depends on its name and position alone.
struct RandomStreamTests {
  private struct KnownAnswers: Decodable {
    struct Case: Decodable {
      let counter: [String]
      let key: [String]
      let output: [String]
    }
    let cases: [Case]
  }

  @Test func blocksAgreeWithTheKnownAnswersOfRandom123() throws {
    let answers = try ReferenceValues.decoded(KnownAnswers.self, from: "philox").cases
    #expect(answers.count == 3)
    for answer in answers {
      let words = { (text: [String]) in text.map { UInt32($0, radix: 16)! } }
      let (counter, key) = (words(answer.counter), words(answer.key))
      var block = [UInt32](repeating: 0, count: 4)
      kernel_philox_block(counter, key, &block)
      #expect(block == words(answer.output))
      // The vectorised path, with the counter as block and stream.
      let wide = { (low: UInt32, high: UInt32) in UInt64(high) << 32 | UInt64(low) }
      var filled = [UInt32](repeating: 0, count: 4)
      kernel_philox_fill(wide(key[0], key[1]), wide(counter[2], counter[3]), wide(counter[0], counter[1]), 1, &filled)
      #expect(filled == words(answer.output))
    }
  }

  @Test func fillingManyBlocksEqualsFillingThemOneByOne() {
    for blocks in [1, 7, 255, 256, 257, 600] {
      var together = [UInt32](repeating: 0, count: 4 * blocks)
      // Across the carry from the low to the high word of the counter.
      let first: UInt64 = 0xFFFF_FFFF - 3
      kernel_philox_fill(1, 2, first, blocks, &together)
      var oneByOne: [UInt32] = []
      for i in 0..<UInt64(blocks) {
        let block = first + i
        var words = [UInt32](repeating: 0, count: 4)
        kernel_philox_block([UInt32(truncatingIfNeeded: block), UInt32(block >> 32), 2, 0], [1, 0], &words)
        oneByOne += words
      }
      #expect(together == oneByOne)
    }
  }

  /// Draws in bulk, `sizes` numbers at a time.
  private func draw<S: TensorScalar>(
    _ sizes: [Int], normal: Bool, from stream: inout RandomStream, _ type: S.Type
  ) -> [S] {
    sizes.flatMap { size in
      (normal ? Tensor<S>.normal([size], from: &stream) : Tensor<S>.uniform([size], from: &stream)).elements
    }
  }

  @Test(arguments: [false, true]) func drawingInWholeBlocksDoesNotDependOnTheChunks(normal: Bool) {
    func check<S: TensorScalar>(_ type: S.Type) {
      // 4 Floats or 2 Doubles a block; 3000 numbers pass the kernel's chunk of 256 blocks several times.
      var whole = RandomStream(seed: 3, purpose: "chunks")
      var parts = whole
      let expected = draw([3000], normal: normal, from: &whole, S.self)
      #expect(draw([4, 8, 1024, 964, 1000], normal: normal, from: &parts, S.self) == expected)
      #expect(whole == parts)
      for count in [1, 3, 5, 255, 1025] {
        var start = RandomStream(seed: 3, purpose: "chunks")
        #expect(draw([count], normal: normal, from: &start, S.self) == Array(expected.prefix(count)))
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func singleDrawsAreThePhiloxWordsInOrder() {
    var stream = RandomStream(seed: 1, purpose: "words")
    var bulk = stream
    let words = (0..<10).map { _ in stream.next() }
    let uniforms = draw([10], normal: false, from: &bulk, Double.self)
    // A bulk uniform takes its 53 bits from the same 64: 26 of the first word, 27 of the second.
    for (word, uniform) in zip(words, uniforms) {
      let (low, high) = (UInt64(UInt32(truncatingIfNeeded: word)), word >> 32)
      #expect(uniform == (Double(low >> 6) * 0x1p27 + Double(high >> 5)) * 0x1p-53)
    }
  }

  @Test func bulkBitsAreTheSameWords() {
    for count in [0, 1, 4, 6, 1030] {
      var stream = RandomStream(seed: 1, purpose: "bits")
      var single = stream
      var bits = [UInt32](repeating: 0, count: count)
      bits.withUnsafeMutableBufferPointer { stream.fill(bits: $0) }
      let words = (0..<count).map { _ in single.next() }
      let halves = words.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
      #expect(bits == Array(halves.prefix(count)))
    }
  }

  @Test func streamsDifferBySeedPurposeAndIndex() {
    let streams = [
      RandomStream(seed: 1, purpose: "noise"), RandomStream(seed: 2, purpose: "noise"),
      RandomStream(seed: 1, purpose: "data"), RandomStream(seed: 1, purpose: "noise", index: 1),
      RandomStream(seed: 1, purpose: ""), RandomStream(seed: 0, purpose: "noise"),
    ]
    let draws = streams.map { stream in
      var copy = stream
      return (0..<64).map { _ in copy.next() }
    }
    #expect(Set(draws.joined()).count == 64 * streams.count)
    let centred = { (word: UInt64) in Double(word >> 11) * 0x1p-53 - 0.5 }
    for i in streams.indices {
      for j in 0..<i {
        // 3.9 standard errors of a correlation of 64 pairs: false alarm 1e-4 a pair of streams.
        let products = zip(draws[i], draws[j]).map { a, b in centred(a) * centred(b) * 12 }
        #expect(abs(products.reduce(0, +)) / 64 < 3.9 / 8)
      }
    }
  }

  @Test func theSameNameGivesTheSameNumbersInAnyOrder() {
    var numbers: [[UInt64]] = [[], []]
    for (pass, order) in [[0, 1, 2], [2, 0, 1]].enumerated() {
      var drawn = [UInt64](repeating: 0, count: 3)
      for index in order {
        var stream = RandomStream(seed: 9, purpose: "trial", index: UInt64(index))
        drawn[index] = stream.next()
      }
      numbers[pass] = drawn
    }
    #expect(numbers[0] == numbers[1])
  }

  @Test func aStreamContinuesAfterCodingWhereItStood() throws {
    var stream = RandomStream(seed: 5, purpose: "checkpoint", index: 7)
    for _ in 0..<3 { _ = stream.next() }
    // Three single draws leave half a block in hand.
    var restored = try JSONDecoder().decode(RandomStream.self, from: JSONEncoder().encode(stream))
    #expect(restored == stream)
    #expect((0..<5).map { _ in restored.next() } == (0..<5).map { _ in stream.next() })
    #expect(restored.normal() == stream.normal())
    #expect(restored.permutation(20) == stream.permutation(20))
    #expect(
      draw([9], normal: true, from: &restored, Float.self) == draw([9], normal: true, from: &stream, Float.self))
  }

  @Test func aNumberDrawnAloneIsTheFirstOfABulkDraw() {
    var alone = RandomStream(seed: 6, purpose: "normal")
    var bulk = alone
    #expect(alone.normal() == draw([1000], normal: true, from: &bulk, Double.self)[0])
  }
}
