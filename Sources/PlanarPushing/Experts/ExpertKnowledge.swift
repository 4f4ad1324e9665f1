/// What an expert knows of the table it works on.
public enum ExpertKnowledge: Sendable, Equatable, Codable {
  /// The domain's physics.
  case domain
  /// This physics to begin with; centre of gravity, friction and how far blocks coast it learns from what it sees its
  /// pushes do, in each episode anew.
  case assuming(Physics)
}
