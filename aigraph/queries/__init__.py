"""The questions: pure functions of a saga that return results. One module for each family of questions."""
