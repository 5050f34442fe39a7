//! The S-boxes as circuits of functions of three words: `look::<TABLE>`. FIPS 46-3, appendix 1.
//!
//! Found by a search over circuits, smallest first; that they are the S-boxes is proved by the test, which walks every
//! input of every box.

macro_rules! lookups {
    ($(#[$on:meta])*) => {
        $(#[$on])*
        #[inline]
        fn s1([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0x94>(f, e, d);
            let t2 = look::<0xD6>(look::<0xAC>(f, e, d), t1, a);
            let t3 = look::<0xCA>(c, t1, t2);
            let t4 = look::<0xD2>(look::<0x7A>(f, e, d), e, c);
            let t5 = look::<0xCA>(a, t4, look::<0x2D>(t3, d, c));
            let t6 = look::<0xCA>(b, t3, t5);
            let t7 = look::<0x16>(e, d, a);
            let t8 = look::<0x79>(t7, e, b);
            let t9 = look::<0x92>(t2, d, b);
            let t10 = look::<0xC2>(t7, t4, a);
            let t11 = look::<0x69>(t10, t8, c);
            let t12 = look::<0xCA>(f, look::<0xCA>(b, t10, t11), look::<0xCA>(c, t9, t8));
            let t13 = look::<0x78>(t11, f, d);
            let t14 = look::<0xC2>(t13, t9, t5);
            let t15 = look::<0xCA>(e, look::<0xCA>(b, t14, look::<0x12>(t13, b, a)), look::<0x79>(look::<0x96>(t14, t6, t1), t8, f));
            let t16 = look::<0xB6>(look::<0x90>(t7, t4, e), t13, a);
            let t17 = look::<0xCA>(b, t16, look::<0xA4>(look::<0xAC>(t16, t1, d), t8, a));
            [t6, t12, t17, t15]
        }

        $(#[$on])*
        #[inline]
        fn s2([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0x28>(look::<0x16>(f, e, c), b, a);
            let t2 = look::<0xCA>(a, t1, look::<0x78>(look::<0xC1>(f, c, b), e, b));
            let t3 = look::<0x36>(look::<0xC4>(f, e, a), t2, b);
            let t4 = look::<0xCA>(d, t2, t3);
            let t5 = look::<0x69>(e, d, a);
            let t6 = look::<0x6E>(t4, e, a);
            let t7 = look::<0x3C>(t6, c, a);
            let t8 = look::<0x95>(e, d, b);
            let t9 = look::<0x9C>(t8, t5, c);
            let t10 = look::<0xCA>(f, t9, look::<0xCA>(b, t7, t5));
            let t11 = look::<0xC9>(f, c, a);
            let t12 = look::<0xB1>(t10, t9, t2);
            let t13 = look::<0xCA>(b, look::<0xCA>(e, t11, look::<0x27>(t11, t10, t4)), look::<0xCA>(e, look::<0xB1>(t7, t5, f), t12));
            let t14 = look::<0xCA>(c, look::<0xCA>(f, look::<0x5B>(t8, t6, d), look::<0x78>(t8, t5, a)), look::<0x96>(look::<0x6A>(t13, t12, t4), t3, t1));
            [t4, t10, t14, t13]
        }

        $(#[$on])*
        #[inline]
        fn s3([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0xE5>(f, d, b);
            let t2 = look::<0x78>(t1, e, d);
            let t3 = look::<0x59>(f, e, b);
            let t4 = look::<0x3A>(t3, t1, d);
            let t5 = look::<0xCA>(a, t2, t4);
            let t6 = look::<0x96>(look::<0xF8>(t2, f, d), e, a);
            let t7 = look::<0xCA>(c, t6, t5);
            let t8 = look::<0x69>(f, e, d);
            let t9 = look::<0xCA>(a, t8, look::<0x6B>(t8, t2, d));
            let t10 = look::<0x4B>(t8, t3, b);
            let t11 = look::<0xCA>(c, look::<0xCA>(a, t10, look::<0x2B>(t10, t4, b)), t9);
            let t12 = look::<0x74>(t6, t4, e);
            let t13 = look::<0xB4>(t12, d, a);
            let t14 = look::<0xA3>(t13, t2, b);
            let t15 = look::<0xCA>(f, t14, t13);
            let t16 = look::<0x3A>(look::<0x97>(t9, t6, a), t15, t12);
            let t17 = look::<0xCA>(c, t16, t15);
            let t18 = look::<0xCA>(e, look::<0x96>(look::<0x61>(t16, t12, c), t5, t3), look::<0xB4>(look::<0x07>(t14, t7, a), t8, t4));
            [t11, t7, t17, t18]
        }

        $(#[$on])*
        #[inline]
        fn s4([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0x92>(e, d, b);
            let t2 = look::<0x89>(e, c, b);
            let t3 = look::<0xB8>(t2, t1, e);
            let t4 = look::<0xCA>(a, look::<0xB4>(t1, c, b), t3);
            let t5 = look::<0x6D>(t3, e, a);
            let t6 = look::<0x96>(t5, c, b);
            let t7 = look::<0xCA>(d, look::<0xC7>(t6, t3, b), t6);
            let t8 = look::<0xCA>(f, t4, t7);
            let t9 = look::<0x4E>(t7, t4, f);
            let t10 = look::<0xB1>(t3, t1, a);
            let t11 = look::<0xCA>(b, t10, look::<0x1E>(look::<0xA6>(t4, e, d), c, a));
            let t12 = look::<0x79>(t10, t5, c);
            let t13 = look::<0xCA>(d, look::<0x96>(look::<0x72>(t12, t2, e), b, a), t12);
            let t14 = look::<0xCA>(f, t11, t13);
            let t15 = look::<0xB1>(t13, t11, f);
            [t8, t9, t14, t15]
        }

        $(#[$on])*
        #[inline]
        fn s5([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0x49>(e, c, a);
            let t2 = look::<0x3C>(t1, f, a);
            let t3 = look::<0x3D>(look::<0x5B>(f, e, c), t2, a);
            let t4 = look::<0xCA>(d, t2, t3);
            let t5 = look::<0x68>(f, c, a);
            let t6 = look::<0x36>(t5, t4, d);
            let t7 = look::<0xCA>(b, t6, t4);
            let t8 = look::<0xD4>(t5, t3, f);
            let t9 = look::<0x78>(t8, e, a);
            let t10 = look::<0x2C>(t9, t1, e);
            let t11 = look::<0x26>(t10, t2, c);
            let t12 = look::<0xCA>(b, look::<0x9A>(t9, t8, t3), t11);
            let t13 = look::<0xCA>(d, look::<0xCA>(b, t10, t9), t12);
            let t14 = look::<0x12>(t9, t7, t1);
            let t15 = look::<0xCA>(d, look::<0x59>(t14, e, a), look::<0x96>(t14, b, a));
            let t16 = look::<0xCA>(c, t15, look::<0x3A>(look::<0xE9>(t6, t4, e), t15, t12));
            let t17 = look::<0xCA>(e, look::<0x96>(look::<0xCA>(t13, b, a), t16, t7), look::<0x96>(look::<0x35>(t16, t11, t7), t13, b));
            [t16, t7, t17, t13]
        }

        $(#[$on])*
        #[inline]
        fn s6([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0xDA>(e, c, b);
            let t2 = look::<0x68>(t1, c, a);
            let t3 = look::<0xB5>(e, b, a);
            let t4 = look::<0x7C>(t3, t1, c);
            let t5 = look::<0xCA>(f, t4, t2);
            let t6 = look::<0xCA>(d, look::<0x39>(look::<0x6B>(f, b, a), t5, e), t5);
            let t7 = look::<0x69>(t1, d, a);
            let t8 = look::<0x95>(t6, c, b);
            let t9 = look::<0x4A>(t7, t4, e);
            let t10 = look::<0xCA>(c, look::<0x6A>(t8, t2, d), t9);
            let t11 = look::<0xCA>(f, t10, look::<0xCA>(e, t7, t8));
            let t12 = look::<0x58>(t10, t4, t1);
            let t13 = look::<0x96>(t12, f, b);
            let t14 = look::<0x67>(t13, t9, c);
            let t15 = look::<0xCA>(d, look::<0xCA>(a, look::<0x78>(t14, c, b), look::<0x36>(t12, t5, e)), t13);
            let t16 = look::<0x4B>(t13, t6, a);
            let t17 = look::<0xCA>(c, look::<0x78>(look::<0xC7>(t16, t9, t3), t12, f), look::<0xCA>(b, look::<0x93>(t14, t3, d), t16));
            [t11, t15, t6, t17]
        }

        $(#[$on])*
        #[inline]
        fn s7([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0x25>(c, b, a);
            let t2 = look::<0xF9>(t1, f, b);
            let t3 = look::<0x90>(t2, f, c);
            let t4 = look::<0x68>(t3, b, a);
            let t5 = look::<0xCA>(d, t2, t4);
            let t6 = look::<0x1B>(t3, d, a);
            let t7 = look::<0xCA>(b, look::<0x17>(t5, t4, c), t6);
            let t8 = look::<0xCA>(e, t5, t7);
            let t9 = look::<0x58>(t4, f, e);
            let t10 = look::<0xD2>(t9, c, a);
            let t11 = look::<0xB9>(t5, t1, e);
            let t12 = look::<0x8E>(t11, t6, d);
            let t13 = look::<0xCA>(f, t12, look::<0xD2>(t11, d, a));
            let t14 = look::<0xCA>(b, look::<0xCA>(d, t10, look::<0x4B>(t10, t8, t2)), t13);
            let t15 = look::<0x9A>(t11, f, b);
            let t16 = look::<0xE4>(t15, t9, t7);
            let t17 = look::<0xCA>(d, look::<0x5E>(t16, t1, b), look::<0xD2>(t15, c, a));
            let t18 = look::<0x96>(t13, t12, t6);
            let t19 = look::<0x96>(t1, f, d);
            let t20 = look::<0xCA>(e, look::<0xCA>(b, t18, t19), look::<0x92>(look::<0xCB>(t19, t16, t3), t18, t14));
            [t14, t8, t17, t20]
        }

        $(#[$on])*
        #[inline]
        fn s8([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = look::<0xA7>(d, c, a);
            let t2 = look::<0xD8>(t1, c, b);
            let t3 = look::<0xB4>(d, c, b);
            let t4 = look::<0x72>(t3, t2, a);
            let t5 = look::<0xCA>(e, t4, t2);
            let t6 = look::<0x96>(look::<0x0D>(t5, c, a), t4, t3);
            let t7 = look::<0xCA>(f, t6, t5);
            let t8 = look::<0xD2>(look::<0x74>(t6, e, a), d, b);
            let t9 = look::<0x2D>(t8, e, b);
            let t10 = look::<0xCA>(c, t8, t9);
            let t11 = look::<0x14>(look::<0x9D>(t3, t2, e), b, a);
            let t12 = look::<0xB4>(t2, t1, e);
            let t13 = look::<0xCA>(a, t12, t11);
            let t14 = look::<0xCA>(f, t13, t10);
            let t15 = look::<0x36>(look::<0xCB>(t13, t3, b), t10, f);
            let t16 = look::<0xCA>(e, look::<0x72>(look::<0x61>(t11, t8, t6), t10, f), t15);
            let t17 = look::<0x96>(look::<0x4D>(t15, t12, t9), t14, t7);
            let t18 = look::<0xCA>(d, t17, look::<0x9C>(look::<0x35>(t17, t16, t8), t12, t11));
            [t16, t7, t18, t14]
        }
    };
}
