//! What a request to the endpoint makes use of.

/// What a request makes use of. Not every server understands all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestForm {
    /// Asks for structured output by `response_format`; otherwise the reply begins with a mark.
    pub(super) structured: bool,
    /// Puts the rules into a system message; otherwise they are the first user message.
    pub(super) system_role: bool,
}

impl RequestForm {
    /// What is tried first.
    pub(super) const FULL: Self = Self {
        structured: true,
        system_role: true,
    };

    /// A simpler form, by the complaint of the server about this one.
    pub(super) fn simpler(self, complaint: &str) -> Option<Self> {
        let complaint = complaint.to_lowercase();
        let is_about_role = complaint.contains("system") && complaint.contains("role");
        if self.structured && !(is_about_role && self.system_role) {
            return Some(Self {
                structured: false,
                ..self
            });
        }
        self.system_role.then_some(Self {
            system_role: false,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn form(structured: bool, system_role: bool) -> RequestForm {
        RequestForm {
            structured,
            system_role,
        }
    }

    #[test]
    fn a_refused_request_becomes_simpler_by_what_the_server_says() {
        let simpler = |of: RequestForm, complaint: &str| of.simpler(complaint);
        let full = form(true, true);
        assert_eq!(simpler(full, "System role not supported"), Some(form(true, false)));
        assert_eq!(simpler(full, "Unknown field response_format"), Some(form(false, true)));
        assert_eq!(simpler(full, ""), Some(form(false, true)));
        assert_eq!(
            simpler(form(true, false), "System role not supported"),
            Some(form(false, false))
        );
        assert_eq!(simpler(form(false, true), "anything"), Some(form(false, false)));
        assert_eq!(simpler(form(false, false), "anything"), None);
    }
}
