//! What the outside contract has of analyses in a record. This service analyses nothing and always answers null; the
//! types stand in the document for clients that were made from the contract.

#![expect(clippy::struct_field_names, reason = "the names of the contract")]

use poem_openapi::Object;
use serde::Serialize;

/// What a record costs.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Costs {
    /// With its transcript.
    pub price_with_transcript: f64,
    /// With its report.
    pub price_with_report: f64,
}

/// Who the respondent is.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Profile {
    /// In general.
    pub general_info: GeneralProfileInfo,
    /// What they want.
    pub goals: Vec<ExampledDescription>,
    /// Why.
    pub motivations: Vec<ExampledDescription>,
    /// What hinders them.
    pub pain_points: Vec<ExampledDescription>,
    /// What they feel.
    pub emotions: Vec<ExampledDescription>,
    /// What they use.
    pub tools: Vec<ExampledDescription>,
}

/// A respondent in general.
#[derive(Clone, Debug, Object, Serialize)]
pub struct GeneralProfileInfo {
    /// The name.
    pub name: Option<String>,
    /// The age in years.
    pub age: Option<i32>,
    /// What they have done.
    pub professional_experience: Option<String>,
    /// What they do.
    pub current_role: Option<String>,
    /// In a few words.
    pub description: Option<String>,
}

/// A finding with what it is found in.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ExampledDescription {
    /// In a word.
    pub title: String,
    /// In full.
    pub text: String,
    /// Where it shows.
    #[oai(default)]
    pub dialog_examples: Vec<TranscriptExample>,
    /// How much it weighs.
    pub score: Option<i32>,
}

/// An utterance as an example.
#[derive(Clone, Debug, Object, Serialize)]
pub struct TranscriptExample {
    /// The utterance's id in the transcript.
    pub id: i32,
    /// What was said.
    pub text: String,
}

/// What was learnt.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Insights {
    /// Above all.
    pub key_insights: Vec<ExampledDescription>,
    /// What hinders.
    pub barriers: Vec<ExampledDescription>,
    /// What attracts.
    pub engagements: Vec<ExampledDescription>,
    /// What is expected.
    pub expectations: Vec<ExampledDescription>,
}

/// Jobs to be done.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "JTBD")]
pub struct Jtbd {
    /// The jobs.
    pub identified_jobs: Vec<Job>,
    /// What solves them.
    pub solutions: Vec<SolutionsDescription>,
    /// What comes of it.
    pub outcomes: Vec<SolutionsDescription>,
}

/// A job to be done.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Job {
    /// In a word.
    pub title: String,
    /// Where it shows.
    pub examples: Vec<TranscriptExample>,
    /// The situation.
    pub job_story_when: Option<String>,
    /// The wish.
    pub job_story_want: Option<String>,
    /// The purpose.
    pub job_story_so_that: Option<String>,
    /// What solves it now.
    pub dominant_solution: Option<String>,
    /// What is wrong with that.
    pub problems_with_current_solution: Option<String>,
    /// What is felt.
    pub emotions: Option<String>,
    /// Its parts.
    #[oai(default)]
    pub sub_jobs: Vec<Job>,
}

/// Solutions of a kind.
#[derive(Clone, Debug, Object, Serialize)]
pub struct SolutionsDescription {
    /// The kind.
    pub title: String,
    /// The solutions.
    pub solutions: Vec<Solution>,
}

/// A solution.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Solution {
    /// What comes before it.
    pub prefix_text: Option<String>,
    /// The solution.
    pub text: String,
}

/// What to do.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Recommendations {
    /// Next.
    pub actionable_steps: Vec<SolutionsDescription>,
    /// About the product.
    pub product_improvements: Vec<SolutionsDescription>,
    /// About the service.
    pub service_enhancements: Vec<SolutionsDescription>,
}
