//! A set of codes over its life: what is left, which number is asked for, what a use means.
//!
//! A [`Set`] is what the caller read from storage: which numbers there are and which are used. It decides and never
//! writes. The caller makes a decision true with one guarded statement; when that finds the code used meanwhile, the
//! decision is void. Digests and codes are not needed here and are not here.

use crate::policy::{OnUse, Order, Policy};

/// One code of a set, as far as the rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The number printed beside the code, from 1.
    pub number: u8,
    /// Whether it has been used.
    pub used: bool,
}

/// A set as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    policy: Policy,
    /// Sorted by number, none twice.
    entries: Vec<Entry>,
}

/// What using a code means: to be carried out in the transaction that grants what it pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The code that is spent.
    pub number: u8,
    /// How many are left afterwards; of the old set, if it is replaced.
    pub left: u8,
    /// What becomes of the set.
    pub then: Then,
    /// Whether the owner should be told that few are left: fewer than `warn_below`, and the set stays.
    pub low: bool,
}

/// What becomes of a set after a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It stays with the codes that are left.
    Keep,
    /// That was the last one: a new set is due before the sign-in ends. The used-up one keeps counting as set up, so
    /// that leaving in the middle does not open the account to the password alone.
    Renew,
    /// All others die with it and a new set takes their place at once.
    ReplaceAll,
}

/// Why a code of the set does not count. To the person who typed it, all three are a wrong code, unless the policy of the
/// server says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The set has no such number.
    #[error("no such code in the set")]
    Unknown,
    /// It was used before.
    #[error("the code was used before")]
    Used,
    /// Another number is asked for.
    #[error("another code is asked for")]
    OutOfTurn,
}

impl Set {
    /// A new set under `policy`: numbers from 1, none used.
    pub fn new(policy: Policy) -> Self {
        let entries = (1..=policy.count).map(|number| Entry { number, used: false }).collect();
        Self { policy, entries }
    }

    /// A set from storage, under the policy it was made with, in any order. An imported set may lack the numbers that
    /// were used before it came; they count as used. A number given twice is used if either is.
    pub fn restore(policy: Policy, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_by_key(|entry| (entry.number, !entry.used));
        entries.dedup_by_key(|entry| entry.number);
        Self { policy, entries }
    }

    /// The policy the set was made with.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How many codes the set had when it was made.
    pub fn total(&self) -> u8 {
        length(&self.entries).max(self.policy.count)
    }

    /// How many can still be used.
    pub fn left(&self) -> u8 {
        u8::try_from(self.unused().count()).unwrap_or(u8::MAX)
    }

    /// How many were used.
    pub fn used(&self) -> u8 {
        self.total().saturating_sub(self.left())
    }

    /// Whether nothing is left.
    pub fn is_used_up(&self) -> bool {
        self.left() == 0
    }

    /// Whether fewer than `warn_below` are left.
    pub fn is_low(&self) -> bool {
        self.left() < self.policy.warn_below
    }

    /// The number to ask for under [`Order::InSequence`]: the lowest unused. `None` when any will do, or none is left.
    pub fn asked_for(&self) -> Option<u8> {
        match self.policy.order {
            Order::Any => None,
            Order::InSequence => self.unused().next().map(|entry| entry.number),
        }
    }

    /// What using code `number` now would mean, or why it does not count. Changes nothing.
    pub fn consider(&self, number: u8) -> Result<Use, Refusal> {
        let entry =
            self.entries.iter().find(|entry| entry.number == number).ok_or(Refusal::Unknown)?;
        if entry.used {
            return Err(Refusal::Used);
        }
        if self.asked_for().is_some_and(|asked| asked != number) {
            return Err(Refusal::OutOfTurn);
        }
        let left = self.left().saturating_sub(1);
        let then = match self.policy.on_use {
            OnUse::ReplaceAll => Then::ReplaceAll,
            OnUse::Spend if left == 0 => Then::Renew,
            OnUse::Spend => Then::Keep,
        };
        let low = then == Then::Keep && left < self.policy.warn_below;
        Ok(Use { number, left, then, low })
    }

    /// The same, and marks the code as used in this value; for callers that keep sets in memory. Under
    /// [`Then::ReplaceAll`] all others are used with it.
    pub fn spend(&mut self, number: u8) -> Result<Use, Refusal> {
        let decided = self.consider(number)?;
        for entry in &mut self.entries {
            entry.used |= entry.number == number || decided.then == Then::ReplaceAll;
        }
        Ok(decided)
    }

    fn unused(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.used)
    }
}

fn length(entries: &[Entry]) -> u8 {
    u8::try_from(entries.len()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn in_sequence_only_the_lowest_counts() {
        let mut set = Set::new(Policy::KEYCLOAK);
        assert_eq!(set.asked_for(), Some(1));
        assert_eq!(set.consider(2), Err(Refusal::OutOfTurn));
        assert_eq!(set.spend(1), Ok(Use { number: 1, left: 11, then: Then::Keep, low: false }));
        assert_eq!(set.asked_for(), Some(2));
        assert_eq!(set.consider(1), Err(Refusal::Used));
        assert_eq!(set.consider(13), Err(Refusal::Unknown));
        for number in 2..=8 {
            assert!(!set.spend(number).unwrap().low, "{number}");
        }
        assert!(!set.is_low());
        assert_eq!(set.spend(9), Ok(Use { number: 9, left: 3, then: Then::Keep, low: true }));
        assert!(set.is_low());
        set.spend(10).unwrap();
        set.spend(11).unwrap();
        assert_eq!(set.spend(12), Ok(Use { number: 12, left: 0, then: Then::Renew, low: false }));
        assert_eq!((set.asked_for(), set.is_used_up(), set.used()), (None, true, 12));
    }

    #[test]
    fn a_single_code_is_replaced_by_its_use() {
        let mut set = Set::new(Policy::AUTH0);
        let used = set.spend(1);
        assert_eq!(used, Ok(Use { number: 1, left: 0, then: Then::ReplaceAll, low: false }));
        assert_eq!(set.spend(1), Err(Refusal::Used));
    }

    #[test]
    fn replacing_takes_the_others_along() {
        let mut set = Set::new(Policy { on_use: OnUse::ReplaceAll, ..Policy::READMIT });
        assert_eq!(set.spend(4).unwrap().then, Then::ReplaceAll);
        assert!(set.is_used_up());
        assert_eq!(set.spend(5), Err(Refusal::Used));
    }

    #[test]
    fn an_imported_set_goes_on_where_it_was() {
        let entries = (5..=12).rev().map(|number| Entry { number, used: false });
        let set = Set::restore(Policy::KEYCLOAK, entries);
        assert_eq!((set.total(), set.left(), set.used()), (12, 8, 4));
        assert_eq!(set.asked_for(), Some(5));
        assert_eq!(set.consider(4), Err(Refusal::Unknown));
    }

    #[test]
    fn a_number_given_twice_is_used_if_either_is() {
        let twice = [Entry { number: 1, used: false }, Entry { number: 1, used: true }];
        for entries in [twice, [twice[1], twice[0]]] {
            assert_eq!(Set::restore(Policy::ORY, entries).consider(1), Err(Refusal::Used));
        }
    }

    fn policies() -> impl Strategy<Value = Policy> {
        (1..=20_u8, any::<bool>(), any::<bool>(), 0..=20_u8).prop_map(
            |(count, sequence, replace, warn)| Policy {
                count,
                order: if sequence { Order::InSequence } else { Order::Any },
                on_use: if replace { OnUse::ReplaceAll } else { OnUse::Spend },
                warn_below: warn.min(count),
                ..Policy::READMIT
            },
        )
    }

    proptest! {
        #[test]
        fn no_history_uses_a_code_twice(policy in policies(), tries in prop::collection::vec(0..=21_u8, 0..80)) {
            let mut set = Set::new(policy);
            let mut gone = BTreeSet::new();
            for number in tries {
                let before = set.clone();
                let considered = set.consider(number);
                let outcome = set.spend(number);
                prop_assert_eq!(considered, outcome);
                let exists = (1..=policy.count).contains(&number);
                let lowest = (1..=policy.count).find(|n| !gone.contains(n));
                match outcome {
                    Ok(used) => {
                        prop_assert!(exists && !gone.contains(&number));
                        if policy.order == Order::InSequence {
                            prop_assert_eq!(lowest, Some(number));
                        }
                        gone.insert(number);
                        let left = policy.count - u8::try_from(gone.len()).unwrap();
                        prop_assert_eq!(used.left, left);
                        let replaced = policy.on_use == OnUse::ReplaceAll;
                        prop_assert_eq!(used.then == Then::ReplaceAll, replaced);
                        prop_assert_eq!(used.then == Then::Renew, !replaced && left == 0);
                        prop_assert_eq!(used.low, !replaced && left > 0 && left < policy.warn_below);
                        if replaced {
                            gone.extend(1..=policy.count);
                        }
                    }
                    Err(refusal) => {
                        prop_assert_eq!(&set, &before);
                        let wanted = if !exists {
                            Refusal::Unknown
                        } else if gone.contains(&number) {
                            Refusal::Used
                        } else {
                            Refusal::OutOfTurn
                        };
                        prop_assert_eq!(refusal, wanted);
                    }
                }
                prop_assert_eq!(usize::from(set.used()), gone.len());
                prop_assert_eq!(set.used() + set.left(), set.total());
                prop_assert_eq!(set.is_used_up(), gone.len() == usize::from(policy.count));
            }
        }

        #[test]
        fn storage_order_does_not_matter(policy in policies(), used in prop::collection::vec(any::<bool>(), 20), seed: u64) {
            let entries: Vec<Entry> = (1..=policy.count).zip(used).map(|(number, used)| Entry { number, used }).collect();
            let mut shuffled = entries.clone();
            shuffled.sort_by_key(|entry| u64::from(entry.number).wrapping_mul(seed | 1) >> 7);
            prop_assert_eq!(Set::restore(policy, entries), Set::restore(policy, shuffled));
        }

        #[test]
        fn while_something_is_left_some_code_works(policy in policies(), used in prop::collection::vec(any::<bool>(), 20)) {
            let entries = (1..=policy.count).zip(used).map(|(number, used)| Entry { number, used });
            let set = Set::restore(policy, entries);
            let works = (1..=policy.count).filter(|number| set.consider(*number).is_ok()).count();
            let wanted = match policy.order {
                Order::Any => usize::from(set.left()),
                Order::InSequence => usize::from(!set.is_used_up()),
            };
            prop_assert_eq!(works, wanted);
        }
    }
}
