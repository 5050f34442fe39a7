//! The till of a canteen.
