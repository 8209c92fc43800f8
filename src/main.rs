fn main() {
    println!("evisa");
}
