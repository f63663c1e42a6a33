//! The processor's vectors: which ones there are is asked once, at run time.
//!
//! Work is written once, over small arrays, and compiled twice: for every processor of the target, and for those with
//! AVX2. Only what compilers do not find by themselves, turning eight rows of a table into columns, is spelt out in
//! instructions, through [`pulp`]'s safe wrappers. Both ways do the same operations in the same order: no bit differs.
//! On AArch64 the portable way is NEON, which every such processor has.

/// What work may ask of the processor.
pub(in crate::explain) trait Lanes: Copy {
    /// Four numbers.
    type Four: Copy;
    fn splat(self, x: f64) -> Self::Four;
    fn four(self, x: [f64; 4]) -> Self::Four;
    fn array(self, x: Self::Four) -> [f64; 4];
    fn add(self, a: Self::Four, b: Self::Four) -> Self::Four;
    fn sub(self, a: Self::Four, b: Self::Four) -> Self::Four;
    fn mul(self, a: Self::Four, b: Self::Four) -> Self::Four;
    /// One over each, or 0 where it is 0.
    fn inverse(self, x: Self::Four) -> Self::Four;
    /// Rows to columns.
    fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8];
    /// Rows to columns.
    fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8];
    /// Adds a stride to each sum whose byte is at or above a cut.
    fn step_u8(self, sums: [u8; 32], bytes: [u8; 32], cut: u8, stride: u8) -> [u8; 32];
    /// The same for longer strides.
    fn step_u16(self, sums: [u16; 32], bytes: [u8; 32], cut: u8, stride: u16) -> [u16; 32];
    /// The right one where a byte is at or above a cut, else the left one.
    fn choose(self, left: [u8; 32], right: [u8; 32], bytes: [u8; 32], cut: u8) -> [u8; 32];
}

/// Work that is compiled for each kind of processor; `run` must be inlined.
pub(in crate::explain) trait Work {
    type Answer;
    fn run<L: Lanes>(self, lanes: L) -> Self::Answer;
}

/// The processor at hand.
#[derive(Clone, Copy, Debug)]
pub(in crate::explain) enum Processor {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
}

impl Processor {
    /// What this machine has.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(v3) = pulp::x86::V3::try_new() {
            return Self::Avx2(v3);
        }
        Self::Portable
    }

    /// Does work with everything the processor has.
    #[inline(always)]
    pub(crate) fn run<W: Work>(self, work: W) -> W::Answer {
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
    type Four = [f64; 4];

    #[inline(always)]
    fn splat(self, x: f64) -> [f64; 4] {
        [x; 4]
    }

    #[inline(always)]
    fn four(self, x: [f64; 4]) -> [f64; 4] {
        x
    }

    #[inline(always)]
    fn array(self, x: [f64; 4]) -> [f64; 4] {
        x
    }

    #[inline(always)]
    fn add(self, a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
        [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
    }

    #[inline(always)]
    fn sub(self, a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
        [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]]
    }

    #[inline(always)]
    fn mul(self, a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
        [a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]]
    }

    #[inline(always)]
    fn inverse(self, x: [f64; 4]) -> [f64; 4] {
        x.map(|x| if x == 0.0 { 0.0 } else { 1.0 / x })
    }

    #[inline(always)]
    fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8] {
        turned(&rows)
    }

    #[inline(always)]
    fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8] {
        turned(&rows)
    }

    #[inline(always)]
    fn step_u8(self, mut sums: [u8; 32], bytes: [u8; 32], cut: u8, stride: u8) -> [u8; 32] {
        for i in 0..32 {
            sums[i] = sums[i].wrapping_add(if bytes[i] >= cut { stride } else { 0 });
        }
        sums
    }

    #[inline(always)]
    fn step_u16(self, mut sums: [u16; 32], bytes: [u8; 32], cut: u8, stride: u16) -> [u16; 32] {
        for i in 0..32 {
            sums[i] = sums[i].wrapping_add(if bytes[i] >= cut { stride } else { 0 });
        }
        sums
    }

    #[inline(always)]
    fn choose(self, mut left: [u8; 32], right: [u8; 32], bytes: [u8; 32], cut: u8) -> [u8; 32] {
        for i in 0..32 {
            left[i] = if bytes[i] >= cut { right[i] } else { left[i] };
        }
        left
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use core::arch::x86_64::{__m128i, __m256, __m256d, __m256i};
    use pulp::cast;
    use pulp::x86::V3;

    #[derive(Clone, Copy)]
    pub(super) struct Avx2(pub V3);

    /// 4 × 4 blocks within each half of the registers.
    #[inline(always)]
    fn four_f32(v3: V3, r0: __m256, r1: __m256, r2: __m256, r3: __m256) -> [__m256; 4] {
        let (a, b) = (v3.avx._mm256_unpacklo_ps(r0, r1), v3.avx._mm256_unpackhi_ps(r0, r1));
        let (c, d) = (v3.avx._mm256_unpacklo_ps(r2, r3), v3.avx._mm256_unpackhi_ps(r2, r3));
        [
            v3.avx._mm256_shuffle_ps::<0x44>(a, c),
            v3.avx._mm256_shuffle_ps::<0xEE>(a, c),
            v3.avx._mm256_shuffle_ps::<0x44>(b, d),
            v3.avx._mm256_shuffle_ps::<0xEE>(b, d),
        ]
    }

    /// A 4 × 4 block.
    #[inline(always)]
    fn four_f64(v3: V3, r0: __m256d, r1: __m256d, r2: __m256d, r3: __m256d) -> [__m256d; 4] {
        let (a, b) = (v3.avx._mm256_unpacklo_pd(r0, r1), v3.avx._mm256_unpackhi_pd(r0, r1));
        let (c, d) = (v3.avx._mm256_unpacklo_pd(r2, r3), v3.avx._mm256_unpackhi_pd(r2, r3));
        [
            v3.avx._mm256_permute2f128_pd::<0x20>(a, c),
            v3.avx._mm256_permute2f128_pd::<0x20>(b, d),
            v3.avx._mm256_permute2f128_pd::<0x31>(a, c),
            v3.avx._mm256_permute2f128_pd::<0x31>(b, d),
        ]
    }

    impl super::Lanes for Avx2 {
        type Four = __m256d;

        #[inline(always)]
        fn splat(self, x: f64) -> __m256d {
            self.0.avx._mm256_set1_pd(x)
        }

        #[inline(always)]
        fn four(self, x: [f64; 4]) -> __m256d {
            cast(x)
        }

        #[inline(always)]
        fn array(self, x: __m256d) -> [f64; 4] {
            cast(x)
        }

        #[inline(always)]
        fn add(self, a: __m256d, b: __m256d) -> __m256d {
            self.0.avx._mm256_add_pd(a, b)
        }

        #[inline(always)]
        fn sub(self, a: __m256d, b: __m256d) -> __m256d {
            self.0.avx._mm256_sub_pd(a, b)
        }

        #[inline(always)]
        fn mul(self, a: __m256d, b: __m256d) -> __m256d {
            self.0.avx._mm256_mul_pd(a, b)
        }

        #[inline(always)]
        fn inverse(self, x: __m256d) -> __m256d {
            let avx = self.0.avx;
            // no number but 0 is not unequal to 0
            let there = avx._mm256_cmp_pd::<{ core::arch::x86_64::_CMP_NEQ_UQ }>(x, avx._mm256_setzero_pd());
            avx._mm256_and_pd(avx._mm256_div_pd(avx._mm256_set1_pd(1.0), x), there)
        }

        #[inline(always)]
        fn turn_f32(self, rows: [[f32; 8]; 8]) -> [[f32; 8]; 8] {
            let avx = self.0.avx;
            let rows: [__m256; 8] = cast(rows);
            let [a0, a1, a2, a3] = four_f32(self.0, rows[0], rows[1], rows[2], rows[3]);
            let [b0, b1, b2, b3] = four_f32(self.0, rows[4], rows[5], rows[6], rows[7]);
            cast([
                avx._mm256_permute2f128_ps::<0x20>(a0, b0),
                avx._mm256_permute2f128_ps::<0x20>(a1, b1),
                avx._mm256_permute2f128_ps::<0x20>(a2, b2),
                avx._mm256_permute2f128_ps::<0x20>(a3, b3),
                avx._mm256_permute2f128_ps::<0x31>(a0, b0),
                avx._mm256_permute2f128_ps::<0x31>(a1, b1),
                avx._mm256_permute2f128_ps::<0x31>(a2, b2),
                avx._mm256_permute2f128_ps::<0x31>(a3, b3),
            ])
        }

        #[inline(always)]
        fn turn_f64(self, rows: [[f64; 8]; 8]) -> [[f64; 8]; 8] {
            let [r0, r1, r2, r3, r4, r5, r6, r7]: [[__m256d; 2]; 8] = cast(rows);
            let (a, b) = (four_f64(self.0, r0[0], r1[0], r2[0], r3[0]), four_f64(self.0, r4[0], r5[0], r6[0], r7[0]));
            let (c, d) = (four_f64(self.0, r0[1], r1[1], r2[1], r3[1]), four_f64(self.0, r4[1], r5[1], r6[1], r7[1]));
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

        #[inline(always)]
        fn step_u8(self, sums: [u8; 32], bytes: [u8; 32], cut: u8, stride: u8) -> [u8; 32] {
            let (avx, avx2) = (self.0.avx, self.0.avx2);
            let reached = reached(self.0, bytes, cut);
            let step = avx2._mm256_and_si256(reached, avx._mm256_set1_epi8(stride.cast_signed()));
            cast(avx2._mm256_add_epi8(cast(sums), step))
        }

        #[inline(always)]
        fn step_u16(self, sums: [u16; 32], bytes: [u8; 32], cut: u8, stride: u16) -> [u16; 32] {
            let (avx, avx2) = (self.0.avx, self.0.avx2);
            let [low, high]: [__m128i; 2] = cast(reached(self.0, bytes, cut));
            let stride = avx._mm256_set1_epi16(stride.cast_signed());
            let low = avx2._mm256_and_si256(avx2._mm256_cvtepi8_epi16(low), stride);
            let high = avx2._mm256_and_si256(avx2._mm256_cvtepi8_epi16(high), stride);
            let [a, b]: [__m256i; 2] = cast(sums);
            cast([avx2._mm256_add_epi16(a, low), avx2._mm256_add_epi16(b, high)])
        }

        #[inline(always)]
        fn choose(self, left: [u8; 32], right: [u8; 32], bytes: [u8; 32], cut: u8) -> [u8; 32] {
            cast(self.0.avx2._mm256_blendv_epi8(cast(left), cast(right), reached(self.0, bytes, cut)))
        }
    }

    /// All ones in each byte that is at or above a cut.
    #[inline(always)]
    fn reached(v3: V3, bytes: [u8; 32], cut: u8) -> __m256i {
        let bytes: __m256i = cast(bytes);
        let most = v3.avx2._mm256_max_epu8(bytes, v3.avx._mm256_set1_epi8(cut.cast_signed()));
        v3.avx2._mm256_cmpeq_epi8(most, bytes)
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
            let bytes: [u8; 32] = std::array::from_fn(|i| (i * 37) as u8);
            let (narrow, wide) = (bytes.map(|b| b / 2), bytes.map(|b| u16::from(b) * 200));
            let same = [0, 1, 127, 128, 200, 255].into_iter().all(|cut| {
                lanes.step_u8(narrow, bytes, cut, 201) == Portable.step_u8(narrow, bytes, cut, 201)
                    && lanes.choose(narrow, bytes, bytes, cut) == Portable.choose(narrow, bytes, bytes, cut)
                    && lanes.step_u16(wide, bytes, cut, 40_000) == Portable.step_u16(wide, bytes, cut, 40_000)
            });
            let (a, b) = (lanes.four([0.1, -0.0, 3.0, 0.0]), lanes.four([7.0, 0.3, -5.5, 1e300]));
            let found = [lanes.add(a, b), lanes.sub(a, b), lanes.mul(a, b), lanes.inverse(a), lanes.splat(0.7)];
            let (c, d) = ([0.1, -0.0, 3.0, 0.0], [7.0, 0.3, -5.5, 1e300]);
            let wanted = [
                Portable.add(c, d),
                Portable.sub(c, d),
                Portable.mul(c, d),
                Portable.inverse(c),
                Portable.splat(0.7),
            ];
            let bits = |x: [f64; 4]| x.map(f64::to_bits);
            let same = same && found.map(|x| bits(lanes.array(x))) == wanted.map(bits);
            same && lanes.turn_f32(rows) == turned(&rows) && lanes.turn_f64(double) == turned(&double)
        }
    }

    #[test]
    fn rows_turn_into_columns_on_every_processor() {
        let rows: [[f32; 8]; 8] = std::array::from_fn(|i| std::array::from_fn(|j| (8 * i + j) as f32));
        assert_eq!(turned(&rows)[3][5], 43.0);
        assert!(Processor::Portable.run(Both) && Processor::best().run(Both));
    }
}
