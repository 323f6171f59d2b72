//! Analyses of a record, which the contract describes and this service always returns as null. The types are documented
//! for clients that were generated from the contract.

#![expect(clippy::struct_field_names, reason = "the names of the contract")]

use poem_openapi::Object;
use serde::Serialize;

/// The cost of a record.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Costs {
    /// Price with transcript.
    pub price_with_transcript: f64,
    /// Price with report.
    pub price_with_report: f64,
}

/// Profile of the respondent.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Profile {
    /// General information.
    pub general_info: GeneralProfileInfo,
    /// Goals.
    pub goals: Vec<ExampledDescription>,
    /// Motivations.
    pub motivations: Vec<ExampledDescription>,
    /// Pain points.
    pub pain_points: Vec<ExampledDescription>,
    /// Emotions.
    pub emotions: Vec<ExampledDescription>,
    /// Tools in use.
    pub tools: Vec<ExampledDescription>,
}

/// General information about the respondent.
#[derive(Clone, Debug, Object, Serialize)]
pub struct GeneralProfileInfo {
    /// Name.
    pub name: Option<String>,
    /// Age in years.
    pub age: Option<i32>,
    /// Professional experience.
    pub professional_experience: Option<String>,
    /// Current role.
    pub current_role: Option<String>,
    /// Short description.
    pub description: Option<String>,
}

/// A finding with supporting quotes.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ExampledDescription {
    /// Short title.
    pub title: String,
    /// Full description.
    pub text: String,
    /// Supporting quotes.
    #[oai(default)]
    pub dialog_examples: Vec<TranscriptExample>,
    /// Weight of the finding.
    pub score: Option<i32>,
}

/// A quote from the transcript.
#[derive(Clone, Debug, Object, Serialize)]
pub struct TranscriptExample {
    /// Id of the utterance in the transcript.
    pub id: i32,
    /// Quoted text.
    pub text: String,
}

/// Insights from the interview.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Insights {
    /// Key insights.
    pub key_insights: Vec<ExampledDescription>,
    /// Barriers.
    pub barriers: Vec<ExampledDescription>,
    /// Drivers of engagement.
    pub engagements: Vec<ExampledDescription>,
    /// Expectations.
    pub expectations: Vec<ExampledDescription>,
}

/// Jobs-to-be-done analysis.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "JTBD")]
pub struct Jtbd {
    /// Identified jobs.
    pub identified_jobs: Vec<Job>,
    /// Solutions to the jobs.
    pub solutions: Vec<SolutionsDescription>,
    /// Outcomes of the solutions.
    pub outcomes: Vec<SolutionsDescription>,
}

/// A job to be done.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Job {
    /// Short title.
    pub title: String,
    /// Supporting quotes.
    pub examples: Vec<TranscriptExample>,
    /// Job story: the situation.
    pub job_story_when: Option<String>,
    /// Job story: the motivation.
    pub job_story_want: Option<String>,
    /// Job story: the expected outcome.
    pub job_story_so_that: Option<String>,
    /// Dominant solution today.
    pub dominant_solution: Option<String>,
    /// Problems with the current solution.
    pub problems_with_current_solution: Option<String>,
    /// Emotions.
    pub emotions: Option<String>,
    /// Jobs that this one consists of.
    #[oai(default)]
    pub sub_jobs: Vec<Job>,
}

/// Solutions of one kind.
#[derive(Clone, Debug, Object, Serialize)]
pub struct SolutionsDescription {
    /// Kind of the solutions.
    pub title: String,
    /// Solutions.
    pub solutions: Vec<Solution>,
}

/// A solution.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Solution {
    /// Text to show before the solution.
    pub prefix_text: Option<String>,
    /// The solution.
    pub text: String,
}

/// Recommendations.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Recommendations {
    /// Next steps.
    pub actionable_steps: Vec<SolutionsDescription>,
    /// Product improvements.
    pub product_improvements: Vec<SolutionsDescription>,
    /// Service enhancements.
    pub service_enhancements: Vec<SolutionsDescription>,
}
