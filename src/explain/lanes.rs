//! The processor's vectors: which ones there are is asked once, at run time.
//!
//! Work is written once, over small arrays, and compiled twice: for every processor of the target, and for those with
//! AVX2. Only what compilers do not find by themselves, turning eight rows of a table into columns, is spelt out in
//! instructions, through [`pulp`]'s safe wrappers. Both ways do the same operations in the same order: no bit differs.
//! On AArch64 the portable way is NEON, which every such processor has.

/// What work may ask of the processor.
pub(super) trait Lanes: Copy {
    /// Rows to columns.
    fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8];
    /// Rows to columns.
    fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8];
}

/// Work that is compiled for each kind of processor; `run` must be inlined.
pub(super) trait Work {
    type Answer;
    fn run<L: Lanes>(self, lanes: L) -> Self::Answer;
}

/// The processor at hand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Processor {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
}

impl Processor {
    /// What this machine has.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(v3) = pulp::x86::V3::try_new() {
            return Self::Avx2(v3);
        }
        Self::Portable
    }

    /// Does work with everything the processor has.
    #[inline(always)]
    pub fn run<W: Work>(self, work: W) -> W::Answer {
        match self {
            Self::Portable => work.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(v3) => v3.vectorize(
                #[inline(always)]
                || work.run(avx2::Avx2(v3)),
            ),
        }
    }
}

#[derive(Clone, Copy)]
struct Portable;

#[inline(always)]
fn turned<T: Copy + Default>(rows: &[[T; 8]; 8]) -> [[T; 8]; 8] {
    let mut columns = [[T::default(); 8]; 8];
    for (i, row) in rows.iter().enumerate() {
        for (column, &x) in columns.iter_mut().zip(row) {
            column[i] = x;
        }
    }
    columns
}

impl Lanes for Portable {
    #[inline(always)]
    fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8] {
        turned(&rows)
    }

    #[inline(always)]
    fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8] {
        turned(&rows)
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use core::arch::x86_64::{__m256, __m256d};
    use pulp::cast;
    use pulp::x86::V3;

    #[derive(Clone, Copy)]
    pub struct Avx2(pub V3);

    impl super::Lanes for Avx2 {
        #[inline(always)]
        fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8] {
            let avx = self.0.avx;
            // 4 × 4 blocks within each half of the registers, then the halves
            let four = |r0, r1, r2, r3| {
                let (a, b) = (avx._mm256_unpacklo_ps(r0, r1), avx._mm256_unpackhi_ps(r0, r1));
                let (c, d) = (avx._mm256_unpacklo_ps(r2, r3), avx._mm256_unpackhi_ps(r2, r3));
                [
                    avx._mm256_shuffle_ps::<0x44>(a, c),
                    avx._mm256_shuffle_ps::<0xEE>(a, c),
                    avx._mm256_shuffle_ps::<0x44>(b, d),
                    avx._mm256_shuffle_ps::<0xEE>(b, d),
                ]
            };
            let rows: [__m256; 8] = cast(rows);
            let upper = four(rows[0], rows[1], rows[2], rows[3]);
            let lower = four(rows[4], rows[5], rows[6], rows[7]);
            let low = |j: usize| avx._mm256_permute2f128_ps::<0x20>(upper[j], lower[j]);
            let high = |j: usize| avx._mm256_permute2f128_ps::<0x31>(upper[j], lower[j]);
            cast([low(0), low(1), low(2), low(3), high(0), high(1), high(2), high(3)])
        }

        #[inline(always)]
        fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8] {
            let avx = self.0.avx;
            let four = |r0, r1, r2, r3| {
                let (a, b) = (avx._mm256_unpacklo_pd(r0, r1), avx._mm256_unpackhi_pd(r0, r1));
                let (c, d) = (avx._mm256_unpacklo_pd(r2, r3), avx._mm256_unpackhi_pd(r2, r3));
                [
                    avx._mm256_permute2f128_pd::<0x20>(a, c),
                    avx._mm256_permute2f128_pd::<0x20>(b, d),
                    avx._mm256_permute2f128_pd::<0x31>(a, c),
                    avx._mm256_permute2f128_pd::<0x31>(b, d),
                ]
            };
            let rows: [[__m256d; 2]; 8] = cast(rows);
            let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
            let (a, b) = (four(r0[0], r1[0], r2[0], r3[0]), four(r4[0], r5[0], r6[0], r7[0]));
            let (c, d) = (four(r0[1], r1[1], r2[1], r3[1]), four(r4[1], r5[1], r6[1], r7[1]));
            cast([
                [a[0], b[0]],
                [a[1], b[1]],
                [a[2], b[2]],
                [a[3], b[3]],
                [c[0], d[0]],
                [c[1], d[1]],
                [c[2], d[2]],
                [c[3], d[3]],
            ])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Both;
    impl Work for Both {
        type Answer = bool;
        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> bool {
            let rows: [[f32; 8]; 8] = std::array::from_fn(|i| std::array::from_fn(|j| (8 * i + j) as f32));
            let double = rows.map(|row| row.map(f64::from));
            lanes.turn_f32(rows) == turned(&rows) && lanes.turn_f64(double) == turned(&double)
        }
    }

    #[test]
    fn rows_turn_into_columns_on_every_processor() {
        let rows: [[f32; 8]; 8] = std::array::from_fn(|i| std::array::from_fn(|j| (8 * i + j) as f32));
        assert_eq!(turned(&rows)[3][5], 43.0);
        assert!(Processor::Portable.run(Both) && Processor::best().run(Both));
    }
}
