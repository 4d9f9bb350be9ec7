"""Two forms of one word each: who looks for the one has to find the other."""

ENGLISH = """
reminder reminders, wait waits, wait waiting, wait waited, appointment appointments, visit visits, visit visiting, visit visited,
referral referrals, refer referred, refer referring, discharge discharges, discharge discharged, discharge discharging,
admission admissions, assess assesses, assess assessed, assess assessing, assessment assessments, clinic clinics, clinician clinicians,
nurse nurses, nurse nursing, patient patients, client clients, family families, agency agencies, therapy therapies, study studies,
study studied, study studying, community communities, policy policies, quality qualities, safety safeties, story stories,
pharmacy pharmacies, delay delays, delay delayed, improve improves, improve improved, improve improving, improvement improvements,
improve improvement, measure measures, measure measured, measure measuring, measurement measurements, measure measurement,
change changes, change changed, change changing, test tests, test tested, test testing, plan plans, plan planned, plan planning,
cycle cycles, team teams, score scores, score scored, screen screens, screen screened, screen screening, prescribe prescribes,
prescribe prescribed, prescribe prescribing, medication medications, dose doses, overdose overdoses, opioid opioids, sedative sedatives,
restrain restrained, restraint restraints, seclude secluded, fall falls, fall falling, call calls, call called, call calling,
text texts, text texted, follow follows, follow followed, document documents, document documented, document documenting,
documentation documenting, train trains, train trained, train training, chart charts, chart charted, ward wards, crisis crises,
checklist checklists, huddle huddles, coach coaches, coach coaching, coach coached, harm harms, harm harmed, rate rates, rate rated,
depression depressions, depressed depressing, anxiety anxieties, addiction addictions, addicted addicting, recover recovers,
recover recovered, recovery recoveries, relapse relapses, relapse relapsed, lesson lessons, centre center
"""
FRENCH = """
rappel rappels, rappeler rappelés, attente attentes, attendre attendu, rendez-vous rendez-vous, visite visites, visiter visité,
aiguillage aiguillages, congé congés, admission admissions, évaluer évalué, évaluer évaluée, évaluer évaluées, évaluation évaluations,
évaluer évaluation, clinique cliniques, infirmière infirmières, infirmier infirmiers, infirmier infirmière, patient patients,
patient patiente, patiente patientes, client clients, client cliente, famille familles, organisme organismes, thérapie thérapies,
étude études, étudier étudié, communauté communautés, politique politiques, qualité qualités, récit récits, pharmacie pharmacies,
délai délais, améliorer améliore, améliorer amélioré, améliorer améliorée, améliorer améliorant, amélioration améliorations,
améliorer amélioration, mesure mesures, mesurer mesuré, mesurer mesurée, mesure mesurer, changement changements, changer changé,
changer changeant, essai essais, essayer essayé, plan plans, planifier planifié, planifier planifiée, planification planifications,
cycle cycles, équipe équipes, résultat résultats, dépister dépisté, dépistage dépistages, prescrire prescrite, médicament médicaments,
dose doses, surdose surdoses, opioïde opioïdes, sédatif sédatifs, sédatif sédative, contention contentions, isoler isolé,
isolement isolements, chute chutes, appel appels, appeler appelé, appeler appelée, suivi suivis, suivre suivant, document documents,
documenter documenté, documentation documentations, former formé, formation formations, graphique graphiques, unité unités, crise crises,
liste listes, caucus caucus, accompagner accompagné, accompagner accompagnement, méfait méfaits, taux taux, dépression dépressions,
dépressif dépressive, anxiété anxiétés, dépendance dépendances, dépendant dépendante, rétablir rétabli, rétablissement rétablissements,
rechute rechutes, leçon leçons, santé sante, mental mentale, mental mentaux, hôpital hôpitaux, hôpital hopital, local locaux,
régional régionaux, social sociaux, sociale sociales, journal journaux, national nationaux, travail travaux, soin soins, lit lits,
jeune jeunes, adulte adultes, enfant enfants, service services, urgence urgences, besoin besoins, nouveau nouveaux, bureau bureaux,
actif active, efficace efficaces, efficacement efficace, sécuritaire sécuritaires, équitable équitables, sœur soeurs, œuvre oeuvres
"""


def pairs(block: str) -> list[tuple[str, str]]:
    return [(one, other) for pair in block.replace("\n", " ").split(",") for one, other in [pair.split()]]


PAIRS = [("en", *pair) for pair in pairs(ENGLISH)] + [("fr", *pair) for pair in pairs(FRENCH)]
