//! The S-boxes as circuits of `and`, `or`, `xor` and `but`: not the first, and the second. FIPS 46-3, appendix 1.
//!
//! Found by a search over circuits, smallest first; that they are the S-boxes is proved by the test, which walks every
//! input of every box.

macro_rules! gates {
    ($(#[$on:meta])*) => {
        $(#[$on])*
        #[inline]
        fn s1([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(d, a);
            let t2 = and(a, c);
            let t3 = or(t2, t1);
            let t4 = but(e, t3);
            let t5 = xor(t4, xor(c, splat(u64::MAX)));
            let t6 = and(t5, a);
            let t7 = xor(but(e, t6), t1);
            let t8 = but(f, t7);
            let t9 = xor(t8, t5);
            let t10 = xor(but(t2, t9), t1);
            let t11 = xor(and(t10, e), or(or(f, c), t7));
            let t12 = but(b, t11);
            let t13 = xor(t12, t9);
            let t14 = xor(or(t8, e), xor(f, d));
            let t15 = xor(t10, t6);
            let t16 = and(t15, t7);
            let t17 = xor(but(c, t16), t14);
            let t18 = xor(but(b, or(but(t6, t3), t10)), t17);
            let t19 = xor(and(or(t17, t11), b), xor(or(t18, e), xor(t16, a)));
            let t20 = or(t15, b);
            let t21 = xor(and(xor(t20, xor(but(a, t19), xor(t14, t4))), c), t19);
            let t22 = but(f, xor(and(t21, t13), t18));
            let t23 = xor(or(xor(or(xor(t20, t12), d), xor(t22, t18)), e), xor(t22, xor(xor(t13, b), t21)));
            [t18, t21, t13, t23]
        }

        $(#[$on])*
        #[inline]
        fn s2([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(e, a);
            let t2 = but(f, b);
            let t3 = xor(t2, t1);
            let t4 = and(e, a);
            let t5 = but(t4, t2);
            let t6 = xor(f, splat(u64::MAX));
            let t7 = or(t6, b);
            let t8 = xor(t7, t5);
            let t9 = and(f, e);
            let t10 = xor(and(t9, d), t8);
            let t11 = xor(or(t10, c), xor(or(t5, d), t3));
            let t12 = or(but(f, t4), t3);
            let t13 = xor(and(t8, b), or(t6, a));
            let t14 = or(but(t1, t7), t9);
            let t15 = xor(or(xor(t11, splat(u64::MAX)), a), b);
            let t16 = xor(but(d, xor(or(t15, c), t14)), xor(and(t13, c), t12));
            let t17 = or(t15, t14);
            let t18 = but(t9, xor(t12, b));
            let t19 = xor(but(d, but(but(a, e), t13)), xor(or(t18, c), xor(t17, t7)));
            let t20 = xor(or(but(t18, xor(t4, t2)), c), xor(and(xor(but(t10, e), d), b), xor(and(t17, t1), t10)));
            [t20, t11, t16, t19]
        }

        $(#[$on])*
        #[inline]
        fn s3([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(c, b);
            let t2 = xor(t1, f);
            let t3 = xor(d, c);
            let t4 = but(e, t3);
            let t5 = xor(t4, t2);
            let t6 = and(t2, b);
            let t7 = or(t6, e);
            let t8 = xor(t7, t4);
            let t9 = but(d, or(xor(f, a), t6));
            let t10 = xor(and(xor(t9, t8), a), t5);
            let t11 = xor(e, d);
            let t12 = xor(t11, t2);
            let t13 = xor(or(but(t5, t9), a), t12);
            let t14 = xor(t13, splat(u64::MAX));
            let t15 = xor(but(d, t14), but(t10, e));
            let t16 = xor(or(xor(but(f, t15), but(t9, c)), b), t13);
            let t17 = or(t5, c);
            let t18 = xor(and(xor(and(t7, d), t17), b), xor(t17, t12));
            let t19 = xor(t15, t1);
            let t20 = xor(but(a, xor(but(b, and(or(t9, t5), t19)), t19)), t18);
            let t21 = xor(and(xor(but(a, xor(t14, t8)), but(t18, d)), f), xor(or(but(t11, t6), a), xor(t5, t3)));
            [t16, t21, t20, t10]
        }

        $(#[$on])*
        #[inline]
        fn s4([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(e, d);
            let t2 = xor(or(xor(or(xor(e, splat(u64::MAX)), d), c), b), t1);
            let t3 = xor(t2, b);
            let t4 = and(t1, c);
            let t5 = xor(t4, or(t3, d));
            let t6 = xor(and(t5, a), t2);
            let t7 = or(and(c, b), t3);
            let t8 = but(e, xor(t4, t2));
            let t9 = xor(but(a, xor(t8, t4)), xor(d, t7));
            let t10 = xor(and(t9, f), t6);
            let t11 = xor(or(t1, b), t2);
            let t12 = but(t8, t11);
            let t13 = xor(t12, t7);
            let t14 = xor(t12, e);
            let t15 = xor(or(xor(and(t14, f), and(xor(d, b), t5)), a), xor(but(f, t13), t11));
            let t16 = xor(but(a, t14), xor(xor(t13, f), t15));
            let t17 = xor(or(t9, f), t6);
            [t15, t16, t17, t10]
        }

        $(#[$on])*
        #[inline]
        fn s5([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = or(f, c);
            let t2 = and(t1, e);
            let t3 = xor(t2, c);
            let t4 = xor(f, e);
            let t5 = and(t4, b);
            let t6 = or(t5, t3);
            let t7 = xor(t1, e);
            let t8 = or(t7, b);
            let t9 = xor(t7, b);
            let t10 = or(t9, t4);
            let t11 = but(e, b);
            let t12 = or(t11, f);
            let t13 = xor(t12, but(t9, c));
            let t14 = xor(but(d, xor(and(t13, a), t10)), xor(and(xor(t8, t2), a), t6));
            let t15 = xor(xor(b, a), t4);
            let t16 = or(and(e, a), c);
            let t17 = xor(but(t3, t14), t4);
            let t18 = xor(or(xor(and(and(t15, t1), b), t17), d), xor(t16, t15));
            let t19 = xor(but(d, xor(or(t11, c), xor(t13, splat(u64::MAX)))), or(and(t6, e), t17));
            let t20 = xor(or(t19, a), xor(and(t12, d), but(t11, xor(t15, c))));
            let t21 = xor(and(xor(or(xor(t16, t10), d), or(but(f, t8), t3)), a), xor(or(t5, f), xor(but(t20, t14), t9)));
            [t14, t18, t20, t21]
        }

        $(#[$on])*
        #[inline]
        fn s6([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(e, a);
            let t2 = xor(but(c, t1), xor(and(e, a), b));
            let t3 = or(t2, c);
            let t4 = xor(t3, t1);
            let t5 = but(d, t4);
            let t6 = xor(t5, t2);
            let t7 = or(t2, e);
            let t8 = xor(t7, t4);
            let t9 = or(and(t8, d), and(t3, a));
            let t10 = xor(and(t9, f), t6);
            let t11 = xor(d, c);
            let t12 = xor(t11, t4);
            let t13 = and(t9, t7);
            let t14 = xor(t13, f);
            let t15 = and(t14, f);
            let t16 = xor(t15, t12);
            let t17 = xor(but(e, or(t15, t5)), and(xor(t14, t4), t10));
            let t18 = xor(and(t17, b), t16);
            let t19 = xor(t12, splat(u64::MAX));
            let t20 = but(t16, c);
            let t21 = xor(and(xor(or(t20, b), xor(and(t17, t11), t2)), f), xor(but(c, or(e, d)), t19));
            let t22 = xor(and(xor(and(but(t10, t4), f), xor(but(t18, t13), t8)), d), xor(but(a, xor(t20, t19)), xor(xor(t14, t6), t20)));
            [t21, t22, t18, t10]
        }

        $(#[$on])*
        #[inline]
        fn s7([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(e, d);
            let t2 = xor(t1, f);
            let t3 = but(e, d);
            let t4 = and(t3, b);
            let t5 = xor(t3, b);
            let t6 = xor(or(t5, c), or(t4, t2));
            let t7 = xor(t1, c);
            let t8 = xor(and(xor(and(and(t7, t5), f), a), a), t6);
            let t9 = but(b, d);
            let t10 = xor(t9, t5);
            let t11 = and(t10, c);
            let t12 = xor(or(t11, f), xor(t9, t7));
            let t13 = or(t6, t3);
            let t14 = xor(and(t1, f), t13);
            let t15 = or(xor(t2, a), t10);
            let t16 = xor(and(xor(and(t15, c), t14), a), t12);
            let t17 = or(t9, t6);
            let t18 = or(but(t2, or(t12, t4)), e);
            let t19 = xor(but(a, xor(and(xor(t17, t14), c), or(t12, e))), xor(t18, xor(t17, t11)));
            let t20 = xor(or(xor(but(f, xor(and(t15, t13), t19)), xor(t18, t17)), a), xor(and(but(but(c, d), b), f), xor(t12, splat(u64::MAX))));
            [t16, t20, t19, t8]
        }

        $(#[$on])*
        #[inline]
        fn s8([a, b, c, d, e, f]: [V; 6]) -> [V; 4] {
            let t1 = xor(b, splat(u64::MAX));
            let t2 = but(b, c);
            let t3 = but(t2, a);
            let t4 = xor(and(or(t1, a), d), t3);
            let t5 = xor(or(t4, e), xor(or(t1, d), xor(c, a)));
            let t6 = but(c, t1);
            let t7 = xor(but(e, t4), t6);
            let t8 = but(t6, e);
            let t9 = but(t8, t5);
            let t10 = xor(and(xor(or(t9, d), t7), f), t5);
            let t11 = or(e, b);
            let t12 = and(t11, d);
            let t13 = xor(t12, xor(t9, t2));
            let t14 = but(c, e);
            let t15 = xor(or(xor(but(d, t3), but(t14, t3)), f), t13);
            let t16 = xor(but(a, or(t11, t5)), xor(t13, t8));
            let t17 = xor(and(xor(and(xor(xor(t11, t7), t14), a), but(t5, but(d, b))), f), t16);
            let t18 = xor(or(xor(but(e, t12), xor(or(t6, d), xor(t16, t15))), f), t5);
            [t18, t15, t17, t10]
        }
    };
}
