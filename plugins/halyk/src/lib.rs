//! halyk
