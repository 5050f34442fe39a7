//! The till of a canteen.

fn main() {}
