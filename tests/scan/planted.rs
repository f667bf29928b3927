// SPDX-License-Identifier: Apache-2.0
// planted.rs: what Rust copies; each line that copies says so, in bytes.
use std::hint::black_box;

#[derive(Clone, Copy)]
pub struct Large {
    words: [u64; 43],
}

#[derive(Clone, Copy)]
pub struct Huge {
    words: [u64; 500],
}

#[inline(never)]
fn take_large(large: Large) -> u64 {
    black_box(&large).words[42]
}

#[inline(never)]
fn pass_on(from: &Large) -> u64 {
    let own = *from; // copies 344
    take_large(own)
}

#[inline(never)]
fn assign(to: &mut Huge, from: &Huge) {
    *to = *from; // copies 4000
}

#[inline(never)]
fn push(list: &mut Vec<Large>, from: &Large) {
    for _ in 0..8 {
        list.push(*from); // copies 344
    }
}

fn main() {
    let large = black_box(Large { words: [1; 43] });
    let huge = black_box(Box::new(Huge { words: [2; 500] }));
    let mut other = Box::new(Huge { words: [3; 500] });
    let mut list = Vec::new();
    assign(&mut other, &huge);
    push(&mut list, &large);
    println!("{} {} {}", pass_on(&large), other.words[7], list.len());
}
