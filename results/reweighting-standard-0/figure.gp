# reweighting: Toy model: the trained network beside the closed form at every noise level
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1500,1500 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
# Lines: the closed form. Marks: the trained network. Colours: the mixing ratio.
set datafile missing NaN
set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
unset colorbox
set xrange [0:1]
set xtics 0.25
set xlabel "flow time" offset 0,0.7
set grid linecolor "#eeeeee"
set key top left font ",9" samplen 1
set multiplot layout 3,4 title "lines: closed form, points: network" font ",12"
set title "target's mass, in support\nΔz = 0.01"
set yrange [-0.3:1.3]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 title "w = 0.01", \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 title "w = 0.05", \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 title "w = 0.1", \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 title "w = 0.3", \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 title "w = 0.5", \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 title "w = 0.9"
set title "cosine of velocities, in support\nΔz = 0.01"
set yrange [0:1.02]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle
set title "distance to the target's answer, in support\nΔz = 0.01"
set yrange [0:5]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "the same beyond the support\nΔz = 0.01"
set yrange [0:12]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.01 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 0.5"
set yrange [-0.3:1.3]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 0.5"
set yrange [0:1.02]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle
set title "Δz = 0.5"
set yrange [0:5]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 0.5"
set yrange [0:12]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 0.5 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 1"
set yrange [-0.3:1.3]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "implied_mass" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 1"
set yrange [0:1.02]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "cosine" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle
set title "Δz = 1"
set yrange [0:5]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "inside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
set title "Δz = 1"
set yrange [0:12]
plot \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "closed_form_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with lines linewidth 1.5 linecolor palette frac 1 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.01 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.05 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.2 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.1 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.4 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.3 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.6 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.5 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 0.8 notitle, \
  "figure-fit.csv" using 3:(strcol(5) eq "network_error" && strcol(4) eq "outside" && $2 == 1 && $1 == 0.9 ? $6 : NaN) skip 1 with points pointtype 7 pointsize 0.45 linecolor palette frac 1 notitle
unset multiplot
