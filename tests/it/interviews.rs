//! The interviews dialect.

mod cancel;
mod create;
mod delete_project;
mod emails;
mod events;
mod idempotency;
mod join;
mod leave;
mod list;
mod projects;
mod reaper;
mod reaper_job;
mod redirect_url;
mod reopen;
mod repeated_respondents;
mod replace_respondent;
mod respondent_token;
mod respondents;
mod roles;
mod rotate;
mod update;
