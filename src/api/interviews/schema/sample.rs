//! Values of the examples in the OpenAPI document.

use uuid::Uuid;

pub const PROJECT: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001);
pub const ROOM: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002);
pub const API_KEY: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003);

pub const GOALS: &str = "Learn where people lose time in their week";
pub const GUIDE: &str = "# Planning\n- How did you plan the last week?\n- What came in between?";
pub const TOPICS: &str = "How you plan your week";
pub const QUESTION: &str = "How did you plan the last week?";
pub const ANSWER: &str = "Mostly I did not.";
